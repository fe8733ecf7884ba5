//! Linux: capabilities, namespaced kernel parameters, paths and ports of the host.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html>, capabilities(7), checked 2026-11-24.

use std::ops::RangeInclusive;

/// The capabilities that the ECS API lists, and those that Linux has got since.
pub const CAPABILITIES: [&str; 42] = [
    "ALL",
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "SYSLOG",
    "WAKE_ALARM",
];

/// Capabilities that open a way to the host or to its network, and what they allow.
pub const DANGEROUS_CAPABILITIES: [(&str, &str); 11] = [
    ("ALL", "everything that root may do"),
    ("BPF", "loading programs into the kernel"),
    ("DAC_READ_SEARCH", "reading any file, whoever it belongs to"),
    ("MAC_ADMIN", "changing the security policy of the kernel"),
    ("MAC_OVERRIDE", "passing by the security policy of the kernel"),
    ("NET_ADMIN", "changing interfaces, routes and firewall rules"),
    ("SYS_ADMIN", "mounting file systems and much else of what root may do"),
    ("SYS_BOOT", "restarting the machine"),
    ("SYS_MODULE", "loading code into the kernel"),
    ("SYS_RAWIO", "reading and writing memory and disks as they are"),
    ("SYS_TIME", "setting the clock of the instance"),
];

/// Kernel parameters of the IPC namespace.
pub const IPC_SYSTEM_CONTROLS: [&str; 8] = [
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
    "kernel.shm_rmid_forced",
];
/// Prefix of further parameters of the IPC namespace.
pub const IPC_SYSTEM_CONTROL_PREFIX: &str = "fs.mqueue.";
/// The parameter of the UTS namespace that runc sets (its `libcontainer/configs/validate`).
pub const DOMAIN_NAME_SYSTEM_CONTROL: &str = "kernel.domainname";
/// Prefix of the parameters of the network namespace.
pub const NETWORK_SYSTEM_CONTROL_PREFIX: &str = "net.";

/// Sockets of the engine: who writes to one starts containers as root.
pub const ENGINE_SOCKETS: [&str; 4] =
    ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock"];

/// Folders of a host that hold keys, state or the engine's socket: reading them is enough.
pub const SECRET_HOST_PATHS: [&str; 8] = ["/", "/root", "/etc", "/run", "/var", "/var/run", "/var/lib/docker", "/var/lib/ecs"];
/// Folders of a host that monitoring reads, and that nobody in a container should write.
pub const SYSTEM_HOST_PATHS: [&str; 9] = ["/bin", "/boot", "/dev", "/home", "/lib", "/proc", "/sbin", "/sys", "/usr"];

/// Numbers of users and groups that an engine takes.
pub const USER_NUMBERS: RangeInclusive<i64> = 0..=2_147_483_647;

/// Host ports that are taken on every instance: SSH, Docker, the ECS agent.
pub const RESERVED_HOST_PORTS: [i64; 6] = [22, 2375, 2376, 51678, 51679, 51680];
/// Host ports that an instance gives out by itself, at the widest.
pub const EPHEMERAL_HOST_PORTS: RangeInclusive<i64> = 32768..=65535;
