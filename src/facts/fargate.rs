//! Fargate's sizes.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html>, checked 2026-11-21.

/// One CPU size and the memory that it may have.
#[derive(Debug, Clone, Copy)]
pub struct FargateSize {
    /// CPU units, 1024 for one vCPU.
    pub cpu: u32,
    /// Memory in MiB, ascending.
    pub memory: &'static [u32],
    /// Whether Windows tasks may have it.
    pub windows: bool,
}

/// All sizes, ascending. The last is recent and perhaps not in every region.
pub const FARGATE_SIZES: [FargateSize; 8] = [
    FargateSize { cpu: 256, memory: &[512, 1024, 2048], windows: false },
    FargateSize { cpu: 512, memory: &[1024, 2048, 3072, 4096], windows: false },
    FargateSize { cpu: 1024, memory: &steps::<7>(2048, 1024), windows: true },
    FargateSize { cpu: 2048, memory: &steps::<13>(4096, 1024), windows: true },
    FargateSize { cpu: 4096, memory: &steps::<23>(8192, 1024), windows: true },
    FargateSize { cpu: 8192, memory: &steps::<12>(16384, 4096), windows: false },
    FargateSize { cpu: 16384, memory: &steps::<12>(32768, 8192), windows: false },
    FargateSize { cpu: 32768, memory: &[61440, 122_880, 249_856], windows: false },
];

/// What Fargate lets `linuxParameters.capabilities.add` name.
///
/// Source: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html>, checked 2026-11-21.
pub const FARGATE_ADDED_CAPABILITIES: [&str; 1] = ["SYS_PTRACE"];

const fn steps<const N: usize>(first: u32, step: u32) -> [u32; N] {
    let mut sizes = [first; N];
    let mut index = 1;
    while index < N {
        sizes[index] = sizes[index - 1] + step;
        index += 1;
    }
    sizes
}

/// The memory sizes (MiB) for a CPU size (units); `None` where there is no such CPU size.
pub fn memory_for(cpu: u32) -> Option<&'static [u32]> {
    FARGATE_SIZES.iter().find(|size| size.cpu == cpu).map(|size| size.memory)
}

/// Task `cpu` as ECS reads it: units (`256`) or vCPU (`.25 vCPU`), in units.
pub fn parse_cpu_units(text: &str) -> Option<u32> {
    parse_size(text, "vcpu")
}

/// Task `memory` as ECS reads it: MiB (`512`) or GB (`0.5 GB`, 1024 MiB each), in MiB.
pub fn parse_memory_mib(text: &str) -> Option<u32> {
    parse_size(text, "gb")
}

fn parse_size(text: &str, unit: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let Some(number) = text.strip_suffix(unit) else { return text.parse().ok() };
    let thousandths = (number.trim().parse::<f64>().ok()? * 1024.0).round();
    // In range by the comparison, and whole by the rounding.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie in 0..=u32::MAX")]
    (0.0..=f64::from(u32::MAX)).contains(&thousandths).then_some(thousandths as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranges_end_where_aws_says() {
        let last = |cpu| memory_for(cpu).and_then(|sizes| sizes.last().copied());
        let ends =
            [(256, 2048), (512, 4096), (1024, 8192), (2048, 16384), (4096, 30720), (8192, 61440), (16384, 122_880), (32768, 249_856)];
        for (cpu, memory) in ends {
            assert_eq!(last(cpu), Some(memory), "{cpu}");
        }
    }

    #[test]
    fn units_and_words_are_the_same_size() {
        for (text, units) in [
            ("256", Some(256)),
            (".25 vCPU", Some(256)),
            ("1 vcpu", Some(1024)),
            ("2vCPU", Some(2048)),
            ("256 vCPU", Some(262_144)),
            ("a", None),
            ("-1 vCPU", None),
        ] {
            assert_eq!(parse_cpu_units(text), units, "{text}");
        }
        for (text, mib) in [("512", Some(512)), ("0.5 GB", Some(512)), ("3GB", Some(3072)), ("0.5", None)] {
            assert_eq!(parse_memory_mib(text), mib, "{text}");
        }
    }
}
