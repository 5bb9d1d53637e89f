//! The widget's HTML, rendered natively.

use status_widget::core::presentation::view_model::WidgetModel;
use status_widget::view::widget;

#[derive(PartialEq, yew::Properties)]
struct Props {
    model: WidgetModel,
}

#[yew::component]
fn Whole(props: &Props) -> yew::Html {
    widget(&props.model)
}

/// What stands in the shadow root.
pub fn html(model: WidgetModel) -> String {
    let renderer = yew::ServerRenderer::<Whole>::with_props(move || Props { model });
    pollster::block_on(renderer.hydratable(false).render())
}
