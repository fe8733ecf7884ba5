//! The way from a container to this process.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::super::{ContainerPlan, NetworkMode, PAUSE_IMAGE};
use super::routes::READY_PATH;
use crate::http::Server;

/// Name of the container that owns 169.254.170.2 for one task.
pub(in crate::runtime) const ENDPOINTS_CONTAINER: &str = "~internal~ecs~endpoints";
/// Where ECS answers inside a task.
const TASK_ADDRESS: &str = "169.254.170.2";
/// The machine itself, as Docker Desktop lets containers call it.
const DESKTOP_HOST: &str = "host.docker.internal";
/// For a handful of processes that copy bytes.
const FORWARDER_MEMORY_MIB: u32 = 32;

/// Where the listener is, seen from a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runtime) struct Reach {
    host: String,
    port: u16,
    /// Whether connections come from the addresses of containers; Docker Desktop hands them on from this machine's own.
    pub(super) shows_peers: bool,
}

impl Reach {
    /// Listens on the engine's bridge, and where that is not an address of this machine (Docker Desktop) on loopback; never on
    /// all addresses.
    pub(super) fn listen(gateway: Option<IpAddr>, start: impl Fn(SocketAddr) -> io::Result<Server>) -> Option<(Server, Self)> {
        let on = |address: IpAddr| start(SocketAddr::new(address, 0)).ok();
        if let Some(gateway) = gateway.filter(|gateway| !gateway.is_unspecified())
            && let Some(server) = on(gateway)
        {
            let reach = Self { host: gateway.to_string(), port: server.address().port(), shows_peers: true };
            return Some((server, reach));
        }
        let server = on(Ipv4Addr::LOCALHOST.into())?;
        let reach = Self { host: DESKTOP_HOST.to_string(), port: server.address().port(), shows_peers: false };
        Some((server, reach))
    }

    /// What comes before the path.
    pub(super) fn base(&self, network: NetworkMode) -> String {
        match network {
            NetworkMode::Awsvpc => format!("http://{TASK_ADDRESS}"),
            _ => format!("http://{}:{}", self.host, self.port),
        }
    }
}

/// The container that owns the address. It alone, besides the one that holds the task's network, may set addresses and routes.
pub(in crate::runtime) fn forwarder(reach: &Reach) -> ContainerPlan {
    let Reach { host, port, .. } = reach;
    // busybox has nc; where it was built without listening for ever, it has tcpsvd.
    let script =
        format!("ip addr add {TASK_ADDRESS}/32 dev lo || exit 1; nc -ll -p 80 -e nc {host} {port} || exec tcpsvd 0 80 nc {host} {port}");
    ContainerPlan {
        name: ENDPOINTS_CONTAINER.to_string(),
        local_image: PAUSE_IMAGE.to_string(),
        entry_point: vec!["sh".to_string(), "-c".to_string()],
        command: vec![script],
        capabilities_drop: vec!["ALL".to_string()],
        capabilities_add: vec!["NET_ADMIN".to_string(), "NET_BIND_SERVICE".to_string()],
        memory_mib: Some(FORWARDER_MEMORY_MIB),
        readonly_root: true,
        ..ContainerPlan::default()
    }
}

/// Run in the forwarder: leaves it routes to the listener and to the task, and to nobody else. `None` where the way to the
/// listener is not known.
pub(in crate::runtime) fn narrow_command(reach: &Reach, task: IpAddr) -> Option<Vec<String>> {
    let host = &reach.host;
    let script = format!(
        "ip route add {host} dev eth0 && ip route add {task} dev eth0 && ip route del default && \
         ip route | while read -r net rest; do case $net in */*) ip route del $net dev eth0;; esac; done"
    );
    reach.shows_peers.then(|| shell(script))
}

/// Run in the container that holds the task's network: makes the way to the forwarder, and tries it until it answers.
pub(in crate::runtime) fn route_command(forwarder: IpAddr) -> Vec<String> {
    let ask = format!("printf 'GET {READY_PATH} HTTP/1.0\\r\\n\\r\\n' | nc -w 2 {TASK_ADDRESS} 80 2>/dev/null | grep -q ' 200 '");
    let script = format!(
        "ip route add {TASK_ADDRESS}/32 via {forwarder} || exit 1; for try in 1 2 3 4 5 6 7 8 9 10; do {ask} && exit 0; sleep 0.1; done; exit 1"
    );
    shell(script)
}

fn shell(script: String) -> Vec<String> {
    vec!["sh".to_string(), "-c".to_string(), script]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Limits, StatusCode, empty};

    fn start(address: SocketAddr) -> io::Result<Server> {
        Server::start(address, Limits::default(), |_, _| async { empty(StatusCode::OK) })
    }

    #[test]
    fn the_listener_is_on_the_bridge_or_on_loopback_and_never_on_all_addresses() {
        let (_server, reach) = Reach::listen(Some(Ipv4Addr::LOCALHOST.into()), start).expect("a port");
        assert_eq!((reach.host.as_str(), reach.shows_peers), ("127.0.0.1", true));
        // An address of a documentation network (RFC 5737), which no machine has.
        for elsewhere in [Some("203.0.113.1"), Some("0.0.0.0"), None] {
            let gateway = elsewhere.map(|gateway| gateway.parse().expect("an address"));
            let (server, reach) = Reach::listen(gateway, start).expect("a port");
            assert!(server.address().ip().is_loopback());
            assert_eq!((reach.host.as_str(), reach.shows_peers), (DESKTOP_HOST, false));
            assert_eq!(reach.base(NetworkMode::Bridge), format!("http://{DESKTOP_HOST}:{}", reach.port));
            assert_eq!(reach.base(NetworkMode::Awsvpc), "http://169.254.170.2");
            assert_eq!(narrow_command(&reach, Ipv4Addr::LOCALHOST.into()), None);
        }
    }
}
