//! Content packs: begun, proved, installed beside the course, and harmless where they are broken.

use crate::program::{Place, Ran};

/// A folder with a pack that can be installed, called acme.
fn place_with_pack() -> Place {
    let place = Place::new();
    let begun = place.run(&["author", "new", "pack", "acme"]);
    assert!(begun.code == 0 && begun.stdout.contains("ecslab pack add acme"), "{begun:?}");
    assert_eq!(place.run(&["author", "new", "lab", "first/proxy", "--folder", "acme"]).code, 0);
    edit(&place, "acme/book/modules.yaml", "labs: []", "labs: [proxy]");
    edit(&place, "acme/labs/first/proxy/lab.yaml", "first/the-lesson-it-practises", "first/welcome");
    edit(&place, "acme/book/src/first/welcome.md", "labs: []", "labs: [first/proxy]");
    place
}

fn edit(place: &Place, path: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(place.path().join(path)).expect("reads");
    assert!(text.contains(from), "{path} has {from}: {text}");
    place.write(path, &text.replace(from, to));
}

fn refused(ran: &Ran, says: &str) {
    assert!(ran.code == 2 && ran.stderr.contains(says), "{says}: {ran:?}");
}

#[test]
fn a_pack_stands_after_the_course_on_every_list_until_it_is_removed() {
    let place = place_with_pack();
    let added = place.run(&["pack", "add", "acme"]);
    assert!(added.code == 0 && added.stdout.contains("acme 0.1.0 is installed"), "{added:?}");
    let home = place.run(&[]).stdout;
    let title = home.find("What the module is about").expect("the module is on the home screen");
    assert!(home.find("Choosing a platform").is_some_and(|last| last < title), "after the modules of the course: {home}");
    let lessons = place.json(&["learn", "--list", "--format", "json"]);
    assert_eq!(lessons["lessons"].as_array().and_then(|all| all.last()).expect("a lesson")["id"], "acme/first/welcome");
    assert!(place.run(&["learn", "acme/first/welcome"]).stdout.contains("ecslab quiz acme/first/welcome"));
    assert!(place.run(&["learn", "--list"]).stdout.contains("acme/first/welcome"));
    assert!(place.run(&["lab", "list"]).stdout.contains("acme/first/proxy"));
    let started = place.json(&["lab", "start", "acme/first/proxy", "--format", "json"]);
    assert_eq!(started["lab"], "acme/first/proxy");
    assert_eq!(place.run(&["lab", "check", "--format", "json"]).code, 1, "the starter fails");

    let quiz = place.run_with_input(&["quiz", "acme/first", "--format", "json"], "b\n");
    assert!(quiz.stdout.contains("\"acme/first-welcome-new-question\"") && quiz.stdout.contains("\"correct\": true"), "{quiz:?}");
    let module = |place: &Place| {
        let modules = place.json(&["progress", "--format", "json"])["modules"].clone();
        modules.as_array().expect("a list").iter().find(|module| module["id"] == "acme/first").cloned()
    };
    assert_eq!(module(&place).expect("it counts")["questions"], serde_json::json!([1, 1]));
    assert_eq!(place.run(&["progress", "reset", "acme/first", "--yes"]).code, 0);
    assert_eq!(module(&place).expect("it is there")["questions"], serde_json::json!([0, 1]));

    // A later version takes the place of an older one.
    edit(&place, "acme/pack.yaml", "0.1.0", "0.2.0");
    assert_eq!(place.run(&["pack", "add", "acme"]).code, 0);
    let listed = place.json(&["pack", "list", "--format", "json"]);
    assert_eq!((&listed["version"], listed["packs"].as_array().map(Vec::len)), (&serde_json::json!(1), Some(1)));
    assert_eq!(listed["packs"][0]["pack"]["version"], "0.2.0");
    let left: Vec<_> = std::fs::read_dir(place.path().join("home/packs")).expect("reads").collect();
    assert_eq!(left.len(), 1, "nothing half-made is left: {left:?}");

    assert_eq!(place.run(&["pack", "remove", "acme"]).code, 0);
    assert!(module(&place).is_none() && !place.run(&["lab", "list"]).stdout.contains("acme"));
    let events = place.json(&["progress", "--format", "json"])["events"].clone();
    assert!(events.to_string().contains("acme/first-welcome-new-question"), "progress is kept");
    refused(&place.run(&["pack", "remove", "acme"]), "no pack called acme");
}

#[test]
fn every_error_of_a_pack_is_told_with_its_place_and_none_hides_another() {
    let place = place_with_pack();
    place.write("acme/pack.yaml", "id: Acme!\ntitle: x\nversion: 1.0.0\nlicence: \"\"\n");
    place.write("acme/book/modules.yaml", "version: 1\nmodules:\n- id: first\n  titel: x\n");
    place.write("acme/book/src/first/other.md", "# No front matter\n");
    place.write("acme/book/src/first/third.md", "---\ntitle: x\nminutes: soon\n---\n# x\n");
    let question = |id: &str, extra: &str| {
        format!(
            "- id: {id}\n  lesson: first/welcome\n  objectives: [x]\n  difficulty: 1\n  type: single\n  {extra}\n  stem: {id}?\n  options: []\n  source: x\n  verified: x\n"
        )
    };
    let questions = [question("one", "stems: x"), question("two", "# fine"), question("three", "kind: [")];
    place.write("acme/quizzes/first/welcome.yaml", &format!("version: 1\nquestions:\n{}", questions.concat()));
    edit(&place, "acme/labs/first/proxy/lab.yaml", "minutes: 20", "minutes: many");
    let ran = place.run(&["author", "check", "acme", "--static"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for expected in [
        "pack.yaml:1: the id Acme! must be",
        "pack.yaml:4: the licence must be",
        "book/modules.yaml:3: this item lacks `summary`",
        "book/modules.yaml:4: `titel` is unknown",
        "book/src/first/other.md:1: a lesson begins with front matter",
        "book/src/first/third.md:2: the file lacks `verified`",
        "book/src/first/third.md:3: `minutes` must be a whole number, and is `soon`",
        "quizzes/first/welcome.yaml:8: ",
        "quizzes/first/welcome.yaml:28: ",
        "quizzes/first/other.yaml: this file is missing",
        "labs/first/proxy/lab.yaml:7: `minutes` must be a whole number, and is `many`",
        // The question beside the two that cannot be read is judged too.
        "quizzes/first/welcome.yaml:13: two: 0 options with 0 right",
    ] {
        assert!(ran.stdout.lines().any(|line| line.starts_with(expected)), "{expected} is not in\n{}", ran.stdout);
    }
    let added = place.run(&["pack", "add", "acme"]);
    refused(&added, "nothing was installed");
    let without_place = |line: &&str| !line.contains(".yaml:") && !line.contains(".md:") && !line.contains("this file is missing");
    let told: Vec<&str> = added.stderr.lines().take_while(|line| !line.starts_with("error")).collect();
    assert!(told.len() >= 10 && !told.iter().any(without_place), "each with its line: {}", added.stderr);
    assert!(told.iter().all(|line| ran.stdout.contains(line)), "both commands tell the same: {}", added.stderr);
    assert!(place.run(&["pack", "list"]).stdout.contains("No pack is installed"));
}

#[test]
fn problems_of_what_can_be_read_have_the_lines_of_their_causes() {
    let place = place_with_pack();
    let modules = "version: 1\nmodules:\n- id: first\n  title: First\n  summary: First.\n  lessons:\n  - welcome\n  - ../../evil\n  - welcome\n  labs: [proxy]\n\
                   - id: first\n  title: Again\n  summary: Again.\n  lessons: []\n  labs: []\n";
    place.write("acme/book/modules.yaml", modules);
    edit(&place, "acme/quizzes/first/welcome.yaml", "lesson: first/welcome", "lesson: first/nowhere");
    edit(&place, "acme/labs/first/proxy/lab.yaml", "version: 1", "version: 2");
    edit(&place, "acme/book/src/first/welcome.md", "labs: [first/proxy]", "labs: [first/proxy, first/other]");
    std::fs::write(place.path().join("acme/labs/first/proxy/README.md"), b"# x\n\xff\n").expect("writes");
    let ran = place.run(&["author", "check", "acme", "--static"]);
    let questions = std::fs::read_to_string(place.path().join("acme/quizzes/first/welcome.yaml")).expect("reads");
    let line = |text: &str, part: &str| text.lines().position(|line| line.contains(part)).expect("it is there") + 1;
    let lab = std::fs::read_to_string(place.path().join("acme/labs/first/proxy/lab.yaml")).expect("reads");
    let lesson = std::fs::read_to_string(place.path().join("acme/book/src/first/welcome.md")).expect("reads");
    for expected in [
        "book/modules.yaml:8: ../../evil is no name".to_string(),
        "book/modules.yaml:9: first/welcome: this lesson stands twice".to_string(),
        "book/modules.yaml:11: first: this module stands twice".to_string(),
        format!("quizzes/first/welcome.yaml:{}: first-welcome-new-question: no lesson is called first/nowhere", line(&questions, "- id:")),
        format!("labs/first/proxy/lab.yaml:{}: version 2 is not known", line(&lab, "version: 2")),
        format!("book/src/first/welcome.md:{}: no lab is called first/other", line(&lesson, "labs:")),
    ] {
        assert_eq!(ran.stdout.lines().filter(|line| line.starts_with(&expected)).count(), 1, "{expected} is not once in\n{}", ran.stdout);
    }
    edit(&place, "acme/labs/first/proxy/lab.yaml", "version: 2", "version: 1");
    let ran = place.run(&["pack", "add", "acme"]);
    refused(&ran, "labs/first/proxy/README.md:2: this is not UTF-8");
}

#[test]
fn content_that_no_module_names_and_ids_that_stand_twice_are_told() {
    let place = place_with_pack();
    place.write("acme/book/src/first/orphan.md", "x").write("acme/quizzes/lost/orphan.yaml", "x");
    let text = std::fs::read_to_string(place.path().join("acme/quizzes/first/welcome.yaml")).expect("reads");
    let again = text.split("questions:\n").nth(1).expect("a question");
    place.write("acme/quizzes/first/welcome.yaml", &format!("{text}{again}"));
    place.write("acme/book/coverage.yaml", "x").write("acme/quizzes/exams/own.yaml", "x");
    let second = text.lines().count() + 1;
    let ran = place.run(&["author", "check", "acme", "--static"]);
    for expected in [
        "book/src/first/orphan.md:1: no module in book/modules.yaml names it",
        "quizzes/lost/orphan.yaml:1: no module in book/modules.yaml names it",
        &format!("quizzes/first/welcome.yaml:{second}: first-welcome-new-question: the id stands twice"),
        "book/coverage.yaml:1: a pack has lessons, labs, questions and a glossary; this file is not taken",
        "quizzes/exams/own.yaml:1: a pack has lessons, labs, questions and a glossary; this file is not taken",
    ] {
        assert!(ran.stdout.contains(expected), "{expected} is not in\n{}", ran.stdout);
    }
    assert!(ran.stdout.contains(" 0 drills checked") && !ran.stdout.contains("drill/"), "drills are the program's own: {}", ran.stdout);
}

#[test]
fn nothing_of_a_pack_leads_out_of_it() {
    let place = place_with_pack();
    place.write("secret.md", "---\ntitle: x\nminutes: 1\nobjectives: []\nverified: x\nsources: []\n---\n# secret\n");
    place.write("secret.yaml", "version: 1\nquestions: []\n");
    edit(&place, "acme/book/modules.yaml", "lessons: [welcome]", "lessons: [welcome, ../../../../secret]");
    let ran = place.run(&["pack", "add", "acme"]);
    refused(&ran, "../../../../secret is no name");
    edit(&place, "acme/book/modules.yaml", ", ../../../../secret", "");
    edit(&place, "acme/book/modules.yaml", "id: first", "id: ../first");
    refused(&place.run(&["pack", "add", "acme"]), "../first is no name");
    edit(&place, "acme/book/modules.yaml", "id: ../first", "id: first");
    #[cfg(unix)]
    {
        for (link, target) in [("acme/labs/first/proxy/starter/link.json", "/etc/passwd"), ("acme/book/more", "/etc")] {
            std::os::unix::fs::symlink(target, place.path().join(link)).expect("links");
            let checked = place.run(&["author", "check", "acme", "--static"]);
            assert!(checked.code == 1 && checked.stdout.contains("this is a link"), "{checked:?}");
            refused(&place.run(&["pack", "add", "acme"]), "this is a link");
            std::fs::remove_file(place.path().join(link)).expect("removes");
        }
    }
    #[cfg(unix)]
    nothing_but_files_is_opened(&place);
    assert!(!place.path().join("home/packs/acme").exists());
    assert_eq!(place.run(&["pack", "add", "acme"]).code, 0);
    for id in ["../packs/acme", "..", "", "acme/first", "/etc"] {
        refused(&place.run(&["pack", "remove", id]), "no pack called");
    }
    edit(&place, "acme/pack.yaml", "id: acme", "id: fargate");
    refused(&place.run(&["pack", "add", "acme"]), "that of a module of the course");
    edit(&place, "acme/pack.yaml", "id: fargate", "id: ../../evil");
    refused(&place.run(&["pack", "add", "acme"]), "small letters");
    refused(&place.run(&["pack", "add", "nowhere"]), "no folder");
    refused(&place.run(&["author", "new", "pack", "acme"]), "is there already");
    refused(&place.run(&["author", "new", "pack", "Our Platform"]), "is none");
}

/// Pipes, devices and files of any size in the place of content: told at once, and not read.
#[cfg(unix)]
fn nothing_but_files_is_opened(place: &Place) {
    let lesson = place.path().join("acme/book/src/first/welcome.md");
    let kept = std::fs::read(&lesson).expect("reads");
    let told = |says: &str| {
        let checked = place.run(&["author", "check", "acme", "--static"]);
        assert!(checked.code == 1 && checked.stdout.contains(says), "{checked:?}");
        assert!(!checked.stdout.contains("this file is missing"), "what is refused is not missing too: {}", checked.stdout);
        refused(&place.run(&["pack", "add", "acme"]), says);
    };
    std::fs::remove_file(&lesson).expect("removes");
    let made = std::process::Command::new("mkfifo").arg(&lesson).status().expect("mkfifo runs");
    assert!(made.success());
    told("book/src/first/welcome.md: this is no file");
    std::fs::remove_file(&lesson).expect("removes");
    std::os::unix::fs::symlink("/dev/zero", &lesson).expect("links");
    told("book/src/first/welcome.md: this is a link");
    std::fs::remove_file(&lesson).expect("removes");
    std::fs::File::create(&lesson).and_then(|file| file.set_len(1 << 32)).expect("a file with a hole");
    told("book/src/first/welcome.md: with this file the pack is larger than 100 MiB");
    std::fs::remove_file(&lesson).expect("removes");
    std::fs::write(&lesson, kept).expect("writes");

    let pack = place.path().join("acme/pack.yaml");
    let kept = std::fs::read(&pack).expect("reads");
    std::fs::write(&pack, format!("title: {}\n", "[x, ".repeat(1_000))).expect("writes");
    let ran = place.run(&["pack", "add", "acme"]);
    assert!(ran.code == 2 && ran.stderr.len() < 1_000, "{ran:?}");
    std::fs::remove_file(&pack).expect("removes");
    std::os::unix::fs::symlink("/etc/passwd", &pack).expect("links");
    let ran = place.run(&["pack", "add", "acme"]);
    assert!(ran.code == 2 && ran.stderr.contains("pack.yaml: this is a link") && !ran.stderr.contains("root"), "{ran:?}");
    std::fs::remove_file(&pack).expect("removes");
    std::fs::write(&pack, kept).expect("writes");
}

#[test]
fn what_a_newer_version_lacks_and_what_the_check_would_say_is_told_on_the_way_in() {
    let place = place_with_pack();
    let added = place.run(&["pack", "add", "acme"]);
    assert!(added.stdout.contains("problems of its content: `ecslab author check acme --static`"), "{added:?}");
    let quiz = place.run_with_input(&["quiz", "acme/first", "--format", "json"], "b\n");
    assert_eq!(quiz.code, 0, "{quiz:?}");
    edit(&place, "acme/pack.yaml", "0.1.0", "0.0.1");
    edit(&place, "acme/quizzes/first/welcome.yaml", "- id: first-welcome-new-question", "- id: first-welcome-other");
    let added = place.run(&["pack", "add", "acme"]);
    for says in [
        "acme 0.0.1 is installed in the place of 0.1.0.",
        "Not in it any more: acme/first-welcome-new-question (1 in all, 1 of them with progress of yours, which is kept).",
    ] {
        assert!(added.code == 0 && added.stdout.contains(says), "{says}: {added:?}");
    }
    let again = place.run(&["pack", "add", "acme"]);
    assert!(again.code == 0 && !again.stdout.contains("Not in it"), "{again:?}");
}

#[test]
fn the_words_of_a_pack_are_in_the_glossary() {
    let place = place_with_pack();
    place.write(
        "acme/book/glossary.yaml",
        "version: 1\nterms:\n- term: Acme gate\n  meaning: What stands before every service of ours.\n  lesson: first/welcome\n",
    );
    assert_eq!(place.run(&["pack", "add", "acme"]).code, 0);
    let found = place.run(&["glossary", "acme", "gate"]);
    assert!(found.code == 0 && found.stdout.contains("ecslab learn acme/first/welcome"), "{found:?}");
    let all = place.json(&["glossary", "--format", "json"]);
    let names: Vec<String> =
        all["terms"].as_array().expect("a list").iter().filter_map(|term| Some(term["term"].as_str()?.to_lowercase())).collect();
    assert!(names.len() > 1 && names.is_sorted(), "{names:?}");
}

#[test]
#[cfg(feature = "book")]
fn a_room_is_prepared_with_the_packs_and_the_book_has_them() {
    let place = place_with_pack();
    assert_eq!(place.run(&["pack", "add", "acme"]).code, 0);
    let mut prepare = place.command(&["class", "prepare", "stick"]);
    let ran = Ran::of(prepare.env("DOCKER_HOST", "unix:///nowhere/docker.sock").output().expect("runs"));
    assert_eq!(ran.code, 3, "{ran:?}");
    for page in ["acme/first/welcome.html", "index.html"] {
        let page = std::fs::read_to_string(place.path().join("stick/book").join(page)).expect("reads");
        assert!(page.contains("What it teaches"), "the pack is in the book");
    }
    let checklist = std::fs::read_to_string(place.path().join("stick/checklist.md")).expect("reads");
    assert!(checklist.contains("`ecslab pack add packs/acme` on each machine"), "{checklist}");
    assert_eq!(place.run(&["pack", "remove", "acme"]).code, 0);
    assert_eq!(place.run(&["pack", "add", "stick/packs/acme"]).code, 0);
}

#[test]
fn a_folder_of_packs_that_is_none_is_told() {
    let place = Place::new();
    place.write("home/packs", "x");
    refused(&place.run(&["pack", "list"]), "cannot read");
    let lessons = place.run(&["learn", "--list"]);
    assert!(lessons.code == 0 && lessons.stderr.contains("no content pack can be used"), "{lessons:?}");
}

#[test]
fn a_broken_pack_is_left_out_and_told_once_by_every_command() {
    let place = place_with_pack();
    assert_eq!(place.run(&["pack", "add", "acme"]).code, 0);
    std::fs::rename(place.path().join("acme"), place.path().join("other")).expect("moves");
    edit(&place, "other/pack.yaml", "id: acme", "id: other");
    assert_eq!(place.run(&["pack", "add", "other"]).code, 0);
    place.write("home/packs/acme/book/modules.yaml", "version: 1\nmodules: [");
    std::fs::create_dir_all(place.path().join("home/packs/empty")).expect("makes a folder");
    for command in [&[][..], &["learn", "--list"], &["lab", "list"], &["progress"], &["quiz", "fargate/sizes", "--format", "json"]] {
        let ran = place.run(command);
        assert_eq!(ran.code, 0, "{command:?}: {ran:?}");
        let told = |pack: &str| {
            ran.stderr.matches(&format!("the content pack in {}", place.path().join("home/packs").join(pack).display())).count()
        };
        assert_eq!((told("acme"), told("empty"), told("other")), (1, 1, 0), "{command:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("book/modules.yaml"), "{command:?}: {}", ran.stderr);
    }
    assert!(place.run(&["learn", "--list"]).stdout.contains("other/first/welcome"), "the others are there");
    let listed = place.run(&["pack", "list"]);
    assert!(listed.code == 1 && listed.stdout.contains("left out") && listed.stdout.contains("other 0.1.0"), "{listed:?}");
    assert_eq!(place.run(&["pack", "remove", "acme"]).code, 0, "a broken one can be removed");
}
