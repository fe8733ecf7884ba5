//! Which images expire?

use super::draft::{Draft, Reasoned, option, single};
use super::images::{Image, Limit, Preview, Rule, Selection, image_table, letters, policy_text, preview};
use super::stream::Stream;
use super::wording::in_words;
use super::{DrillKind, Level};
use crate::course::QuestionType;

pub(super) static KIND: DrillKind = DrillKind {
    id: "lifecycle",
    title: "Lifecycle policies",
    trains: "Which images does this lifecycle policy expire?",
    levels: ["one rule", "two rules, or two patterns in one", "three rules, image by image"],
    lesson: "registry/lifecycle-policies",
    objectives: &["dva-c03/3.1", "soa-c03/3.1.1"],
    source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
    verified: "2026-11-21",
    draw,
};

const ENVIRONMENTS: [&str; 3] = ["prod", "dev", "test"];

fn draw(level: Level, stream: &mut Stream) -> Option<Draft> {
    match level.number() {
        1 => one_rule(stream),
        2 if stream.coin() => two_patterns(stream),
        2 => two_rules(stream),
        _ => three_rules(stream),
    }
}

/// Images of different ages, the newest first or in no order; about one in three has no tag.
fn images(stream: &mut Stream, count: usize) -> Vec<Image> {
    let mut days = stream.several(count, 1, 60);
    stream.shuffle(&mut days);
    let mut number = 10;
    let image = |(letter, days)| {
        number += 1;
        let tags = if stream.below(3) == 0 { Vec::new() } else { vec![format!("{}-{number}", stream.pick(ENVIRONMENTS))] };
        Image { letter, tags, days }
    };
    ('A'..).zip(days).map(image).collect()
}

fn limit(stream: &mut Stream, images: &[Image]) -> Limit {
    if stream.coin() {
        return Limit::Newest(stream.between(1, 3));
    }
    let days = stream.pick([7, 14, 21, 30]);
    // Whether an image of exactly that age is older is a matter of hours.
    if images.iter().any(|image| image.days == days) { Limit::Newest(2) } else { Limit::OlderThan(days) }
}

fn stem(images: &[Image]) -> String {
    format!(
        "A repository holds {} images, and the lifecycle policy below is put on it.\n\n{}\nWhich images expire?",
        images.len(),
        image_table(images)
    )
}

fn draft(stream: &mut Stream, rules: &[Rule], images: &[Image], right: &Preview, why: &str, wrong: Vec<Option<Misread>>) -> Option<Draft> {
    let wrong = wrong.into_iter().flatten().filter(|(expired, _)| !expired.is_empty());
    let wrong: Vec<Reasoned> = wrong.map(|(expired, why)| (letters(&expired), why)).collect();
    Some(Draft {
        stem: stem(images),
        configuration: Some(policy_text(rules)),
        kind: QuestionType::Single,
        options: single(stream, (letters(&right.expired), why.to_string()), wrong)?,
        explanation: right.steps(rules, images),
        simulate: vec![right.proof()],
        rules: Vec::new(),
    })
}

/// Whether something happens, not everything does, and no rule is there for nothing. Cheaper than asking what others would read.
fn is_useful(preview: &Preview, images: &[Image]) -> bool {
    (1..images.len()).contains(&preview.expired.len()) && preview.uses_every_rule()
}

/// The images that somebody takes for gone, and why they are not these.
type Misread = (Vec<char>, String);

/// What somebody sees who reads something else: the simulator's answer to that.
fn misread(rules: &[Rule], images: &[Image], why: impl Into<String>) -> Option<Misread> {
    Some((preview(rules, images)?.expired, why.into()))
}

/// As if the oldest images were the newest.
fn turned_around(images: &[Image]) -> Vec<Image> {
    images.iter().map(|image| Image { days: 61 - image.days, ..image.clone() }).collect()
}

fn nudged(rule: &Rule, up: bool) -> Option<Rule> {
    let limit = match rule.limit {
        Limit::Newest(count) if up => Limit::Newest(count + 1),
        Limit::Newest(count) if count > 1 => Limit::Newest(count - 1),
        _ => return None,
    };
    Some(Rule { limit, ..rule.clone() })
}

fn one_rule(stream: &mut Stream) -> Option<Draft> {
    let images = images(stream, 6);
    let selection = match stream.below(3) {
        0 => Selection::Untagged,
        1 => Selection::Any,
        _ => Selection::Tagged(vec![stream.pick(["prod*", "dev*", "test*"])]),
    };
    let rule = Rule::new(selection, limit(stream, &images));
    let rules = std::slice::from_ref(&rule);
    let right = preview(rules, &images).filter(|right| is_useful(right, &images))?;
    let about = rule.about();
    let too = match rule.limit {
        Limit::Newest(count) => {
            format!("{} are kept, the newest", in_words(usize::try_from(count).unwrap_or_default())).replace("one are", "one is")
        }
        Limit::OlderThan(days) => format!("those older than {days} days go"),
    };
    let (reversed, one_off) = match rule.limit {
        Limit::Newest(_) => (
            "The newest images stay. This keeps the oldest, as if the count began there.",
            "One image off: exactly as many of the newest stay as `countNumber` says.",
        ),
        Limit::OlderThan(_) => ("Older images expire. This lets the younger ones go.", ""),
    };
    let with = |selection| [Rule::new(selection, rule.limit)];
    let wrong = vec![
        misread(&with(Selection::Any), &images, format!("This counts every image. The rule is about {about} and sees no others.")),
        misread(rules, &turned_around(&images), reversed),
        nudged(&rule, true).and_then(|rule| misread(&[rule], &images, one_off)),
        nudged(&rule, false).and_then(|rule| misread(&[rule], &images, one_off)),
        misread(&with(Selection::Untagged), &images, format!("This looks at images without a tag. The rule is about {about}.")),
        misread(
            &with(Selection::Tagged(vec!["*"])),
            &images,
            format!("This looks at every image that has a tag. The rule is about {about}."),
        ),
    ];
    draft(stream, rules, &images, &right, &format!("The rule is about {about}, and of these {too}."), wrong)
}

/// Every pattern of a list must match a tag of the image.
fn two_patterns(stream: &mut Stream) -> Option<Draft> {
    let mut images = images(stream, 6);
    for image in &mut images {
        let environment = stream.pick(["prod", "dev"]);
        let team = stream.pick(["shop", "pay"]);
        image.tags = match stream.below(4) {
            0 => vec![format!("{environment}-{}", image.days)],
            1 => vec![format!("{team}-{}", image.days)],
            _ => vec![format!("{environment}-{}", image.days), format!("{team}-{}", image.days)],
        };
    }
    let (environment, team) = (stream.pick(["prod*", "dev*"]), stream.pick(["shop*", "pay*"]));
    let limit = Limit::Newest(stream.between(1, 2));
    let rule = Rule::new(Selection::Tagged(vec![environment, team]), limit);
    let rules = std::slice::from_ref(&rule);
    let right = preview(rules, &images).filter(|right| is_useful(right, &images))?;
    let with = |selection| [Rule::new(selection, limit)];
    let each = |pattern: &'static str| Rule::new(Selection::Tagged(vec![pattern]), limit);
    let wrong = vec![
        union_of(&[each(environment), each(team)], &images, "This takes images with one of the tags. In a list, every pattern must match."),
        misread(
            &with(Selection::Tagged(vec![environment])),
            &images,
            "This goes by the first pattern alone. Every pattern of the list must match.",
        ),
        misread(
            &with(Selection::Tagged(vec![team])),
            &images,
            "This goes by the second pattern alone. Every pattern of the list must match.",
        ),
        misread(&with(Selection::Any), &images, "This counts every image, whatever its tags."),
        misread(rules, &turned_around(&images), "The newest images stay. This keeps the oldest, as if the count began there."),
        nudged(&rule, true)
            .and_then(|rule| misread(&[rule], &images, "One image off: exactly as many of the newest stay as `countNumber` says.")),
    ];
    let why = "Only images that have a tag for each of the patterns count, and these are beyond the newest of them.";
    draft(stream, rules, &images, &right, why, wrong)
}

/// What each of the rules expires when it is alone, together.
fn union_of(rules: &[Rule], images: &[Image], why: &str) -> Option<Misread> {
    let alone: Vec<Preview> = rules.iter().map(|rule| preview(std::slice::from_ref(rule), images)).collect::<Option<_>>()?;
    let goes = |image: &&Image| alone.iter().any(|preview| preview.expired.contains(&image.letter));
    Some((images.iter().filter(goes).map(|image| image.letter).collect(), why.to_string()))
}

fn two_rules(stream: &mut Stream) -> Option<Draft> {
    let images = images(stream, 6);
    let first = Rule::new(
        if stream.coin() { Selection::Tagged(vec![stream.pick(["prod*", "dev*"])]) } else { Selection::Untagged },
        limit(stream, &images),
    );
    let second = Rule::new(Selection::Any, limit(stream, &images));
    let rules = [first, second];
    let right = preview(&rules, &images).filter(|right| is_useful(right, &images))?;
    let [first, second] = &rules;
    // Without an image that the first rule keeps from the second, this is two times level 1.
    if !right.has_shielded(&images) {
        return None;
    }
    let unseen: Vec<Image> = images.iter().filter(|image| !first.seems_to_identify(image)).cloned().collect();
    let counted_apart = preview(std::slice::from_ref(second), &unseen).zip(preview(std::slice::from_ref(first), &images)).map(|(rest, own)| {
        let goes = |image: &&Image| rest.expired.contains(&image.letter) || own.expired.contains(&image.letter);
        let why = "The rule for `any` image counts all six to find its candidates, also those that rule 1 identified; it only may not touch these.";
        (images.iter().filter(goes).map(|image| image.letter).collect(), why.to_string())
    });
    let wrong = vec![
        union_of(&rules, &images, "This adds up what each rule would expire alone. What rule 1 identified, rule 2 may not touch."),
        counted_apart,
        misread(
            std::slice::from_ref(second),
            &images,
            "This is rule 2 alone. Rule 1 comes first, and keeps what it identifies and does not expire.",
        ),
        misread(std::slice::from_ref(first), &images, "This is rule 1 alone. Rule 2 goes on with the images that rule 1 did not identify."),
        misread(&rules, &turned_around(&images), "The newest images stay. This looks at them the other way round."),
    ];
    let why = "Each rule finds its candidates among all images, and the first that identifies an image decides about it.";
    draft(stream, &rules, &images, &right, why, wrong)
}

fn three_rules(stream: &mut Stream) -> Option<Draft> {
    let images = images(stream, 6);
    let (one, other) = stream.pick([("prod*", "dev*"), ("dev*", "test*"), ("test*", "prod*")]);
    let mut first = [Selection::Tagged(vec![one]), Selection::Tagged(vec![other]), Selection::Untagged];
    stream.shuffle(&mut first);
    let [a, b, _] = first;
    let rules =
        [Rule::new(a, limit(stream, &images)), Rule::new(b, limit(stream, &images)), Rule::new(Selection::Any, limit(stream, &images))];
    let right = preview(&rules, &images)?;
    if !(2..=4).contains(&right.expired.len()) || !right.has_shielded(&images) || !right.uses_every_rule() {
        return None;
    }
    let options =
        images.iter().map(|image| option(format!("image {}", image.letter), right.expired.contains(&image.letter), right.why(image)));
    Some(Draft {
        stem: format!("{} (Choose {}.)", stem(&images), in_words(right.expired.len())),
        configuration: Some(policy_text(&rules)),
        kind: QuestionType::Multiple,
        options: options.collect(),
        explanation: right.steps(&rules, &images),
        simulate: vec![right.proof()],
        rules: Vec::new(),
    })
}
