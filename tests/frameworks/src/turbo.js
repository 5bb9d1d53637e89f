import "@hotwired/turbo";
import "status-widget";
