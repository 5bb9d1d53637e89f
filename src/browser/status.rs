//! What the page's scripts are told of what is shown: the detail of the element's events.
//!
//! Owns the names of its members, which `static/status-widget.d.ts` documents. Says what the
//! model says and nothing else; when it is told, and until when it holds, is the loader's to
//! know.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use crate::core::document::ServiceStatus;
use crate::core::presentation::view_model::WidgetModel;

/// The state of all, that of each service by its id, the notices with what they say, and the
/// time of the whole, where there is something to show.
///
/// # Errors
/// What the page has made of the platform's functions throws.
pub fn of(model: &WidgetModel) -> Result<JsValue, JsValue> {
    let (services, notices, status) = (Object::new(), Object::new(), Object::new());
    let set = |object: &Object, name: &str, value: &str| Reflect::set(object, &name.into(), &value.into());
    for notice in &model.notices {
        set(&notices, notice.kind.as_str(), notice.title)?;
    }
    if let Some(content) = &model.content {
        for service in content.services() {
            set(&services, &service.id, service.status.as_str())?;
        }
        let overall = content.sentence.as_ref().map_or(ServiceStatus::Unknown, |sentence| sentence.status);
        set(&status, "status", overall.as_str())?;
        set(&status, "asOf", &content.as_of.datetime)?;
    }
    Reflect::set(&status, &"services".into(), &services)?;
    Reflect::set(&status, &"notices".into(), &notices)?;
    Ok(status.into())
}
