//! An HTTP request as a check makes it.

use std::time::Duration;

/// One request must not outlast the patience of a person.
const HTTP_TIMEOUT: Duration = Duration::from_secs(2);
/// More of a body is not looked at.
const MAX_BODY: u64 = 256 * 1024;

/// Asks once, and says what was answered where it is not what is expected.
///
/// # Errors
/// What was seen, to be put behind the name of whoever was asked.
pub(super) fn answered(address: &str, path: &str, status: u16, contains: Option<&str>) -> Result<(), String> {
    let config = ureq::Agent::config_builder().timeout_global(Some(HTTP_TIMEOUT)).http_status_as_error(false).build();
    let mut response = ureq::Agent::new_with_config(config)
        .get(format!("http://{address}{path}"))
        .call()
        .map_err(|error| format!("gives no answer: {error}"))?;
    let found = response.status().as_u16();
    if found != status {
        return Err(format!("answered {path} with {found}"));
    }
    let Some(text) = contains else { return Ok(()) };
    let body = response.body_mut().with_config().limit(MAX_BODY).lossy_utf8(true).read_to_string().unwrap_or_default();
    if body.contains(text) { Ok(()) } else { Err(format!("answered, but without \"{text}\"")) }
}
