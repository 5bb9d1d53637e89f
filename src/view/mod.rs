//! Placeholder.
use crate::core::view_model::WidgetModel;
use yew::{Html, Properties, component, html};
/// The model.
#[derive(Properties, PartialEq)]
pub struct WidgetProps {
    /// The model.
    pub model: WidgetModel,
}
/// The widget.
#[component]
pub fn Widget(props: &WidgetProps) -> Html {
    html! { <p>{ props.model.loading }</p> }
}
