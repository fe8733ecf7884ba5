//! Counters of containers in the shape of Docker's API, as ECS hands them on.

use serde_json::{Map, Value, json};

/// The later of two samples, with the rates that ECS adds. In awsvpc mode the interface belongs to the container that holds the
/// network, so its samples give the counters of all.
pub(super) fn container_stats(own: &(Value, Value), network: Option<&(Value, Value)>) -> Value {
    let mut stats = own.1.clone();
    let (before, after) = network.unwrap_or(own);
    if let Some(networks) = after.get("networks").filter(|networks| networks.is_object()) {
        stats["networks"] = networks.clone();
        if let Some(rates) = rates(before, after) {
            stats["network_rate_stats"] = rates;
        }
    }
    stats
}

/// Bytes for each second between two samples, over all interfaces.
fn rates(before: &Value, after: &Value) -> Option<Value> {
    let read = |sample: &Value| sample["read"].as_str()?.parse::<jiff::Timestamp>().ok();
    let seconds = (read(after)?.as_millisecond() - read(before)?.as_millisecond()) as f64 / 1000.0;
    if seconds <= 0.0 {
        return None;
    }
    let total = |sample: &Value, counter: &str| -> Option<u64> {
        Some(sample["networks"].as_object()?.values().filter_map(|interface| interface[counter].as_u64()).sum())
    };
    let rate = |counter: &str| Some(total(after, counter)?.saturating_sub(total(before, counter)?) as f64 / seconds);
    Some(json!({"rx_bytes_per_sec": rate("rx_bytes")?, "tx_bytes_per_sec": rate("tx_bytes")?}))
}

/// Statistics by the engine's id of the container; null for one that has none (yet, or any more).
pub(super) fn task_stats(containers: impl IntoIterator<Item = (String, Value)>) -> Value {
    containers.into_iter().collect::<Map<_, _>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(second: u32, received: u64, cpu: u64) -> Value {
        json!({"read": format!("2026-11-24T12:00:0{second}Z"), "cpu_stats": {"cpu_usage": {"total_usage": cpu}},
            "networks": {"eth0": {"rx_bytes": received, "tx_bytes": 10}, "eth1": {"rx_bytes": 1, "tx_bytes": 0}}})
    }

    #[test]
    fn the_later_sample_is_told_with_rates_of_the_network() {
        let stats = container_stats(&(sample(0, 100, 1), sample(2, 600, 2)), None);
        assert_eq!(stats["cpu_stats"]["cpu_usage"]["total_usage"], 2);
        assert_eq!(stats["network_rate_stats"], json!({"rx_bytes_per_sec": 250.0, "tx_bytes_per_sec": 0.0}));
    }

    #[test]
    fn a_shared_interface_is_that_of_the_container_which_holds_it() {
        let own = (json!({"read": "2026-11-24T12:00:00Z"}), json!({"read": "2026-11-24T12:00:01Z", "pids_stats": {"current": 1}}));
        let stats = container_stats(&own, Some(&(sample(0, 0, 0), sample(1, 50, 0))));
        assert_eq!((&stats["pids_stats"]["current"], &stats["networks"]["eth0"]["rx_bytes"]), (&json!(1), &json!(50)));
        assert_eq!(stats["network_rate_stats"]["rx_bytes_per_sec"], 50.0);
        let alone = container_stats(&own, None);
        assert!(alone.get("networks").is_none() && alone.get("network_rate_stats").is_none());
    }

    #[test]
    fn samples_without_time_between_them_have_no_rates() {
        assert!(container_stats(&(sample(1, 0, 0), sample(1, 9, 0)), None).get("network_rate_stats").is_none());
    }
}
