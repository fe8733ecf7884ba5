//! Rebuilds the embedded course when a file comes or goes; `include_dir` itself only sees changes of files it knows.

fn main() {
    for folder in ["book", "labs", "quizzes"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
