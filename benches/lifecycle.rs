//! A lifecycle policy of 50 rules over growing inventories.

use std::fmt::Write;

use divan::Bencher;
use ecslab::simulators::instant::Instant;
use ecslab::simulators::lifecycle::{Action, Limit, Policy, Rule, Since, StorageClass, TagPattern, TagSelection, preview, read_inventory};
use ecslab::source::SourceFile;

const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];
const NOW_SECONDS: u64 = 1_795_233_600;

fn main() {
    divan::main();
}

fn policy() -> Policy {
    let families = ["prod", "beta", "alpha", "dev", "feature"];
    let tagged = |index: i64| {
        let family = families[usize::try_from(index % 5).expect("small")];
        let patterns =
            if index % 3 == 0 { vec![format!("{family}*"), format!("*{}", index % 10)] } else { vec![format!("{family}{}-*", index % 10)] };
        Rule {
            priority: index,
            tags: TagSelection::Tagged(patterns.iter().map(|pattern| TagPattern::pattern(pattern)).collect()),
            storage_class: StorageClass::Standard,
            limit: if index % 3 == 1 { Limit::Newest(1000) } else { Limit::OlderThan { days: 100 + index, since: Since::Pushed } },
            action: Action::Expire,
        }
    };
    let any = Rule { tags: TagSelection::Any, limit: Limit::OlderThan { days: 350, since: Since::Pushed }, ..tagged(50) };
    Policy::new((1..50).map(tagged).chain([any]).collect()).expect("50 rules")
}

/// What `describe-images` prints, without randomness: a linear congruential sequence.
fn inventory(images: u64) -> SourceFile {
    let families = ["prod", "beta", "alpha", "dev", "feature"];
    let mut text = String::from("{\"imageDetails\": [");
    let mut state = 1_u64;
    for index in 0..images {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let pushed = NOW_SECONDS - (state >> 33) % (400 * 86_400);
        let family = families[usize::try_from((state >> 20) % 5).expect("small")];
        let comma = if index == 0 { "" } else { "," };
        write!(
            text,
            "{comma}{{\"registryId\": \"111122223333\", \"repositoryName\": \"web\", \"imageDigest\": \"sha256:{state:016x}{index:048x}\", \
             \"imageTags\": [\"{family}{}-{index}\"], \"imageSizeInBytes\": 5, \"imagePushedAt\": {pushed}.0}}",
            state >> 40 & 7
        )
        .expect("writes to memory");
    }
    text.push_str("]}");
    SourceFile::new("images.json", text)
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn read(bencher: Bencher<'_, '_>, images: u64) {
    let (policy, sources) = (policy(), [inventory(images)]);
    bencher.bench_local(|| read_inventory(&sources, &policy).expect("an inventory").images.len());
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn evaluate(bencher: Bencher<'_, '_>, images: u64) {
    let (policy, sources) = (policy(), [inventory(images)]);
    let inventory = read_inventory(&sources, &policy).expect("an inventory");
    let now = Instant::from_epoch_micros(i64::try_from(NOW_SECONDS).expect("fits") * 1_000_000);
    bencher.bench_local(|| preview(&policy, &inventory, now).preview_results.len());
}
