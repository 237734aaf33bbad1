use xtask::notebook::*;
fn main() -> anyhow::Result<()> {
    let a: Vec<String> = std::env::args().collect();
    let kernel = Kernel {
        python: "/tmp/runner-venv/bin/python".into(),
        name: "rust".into(),
        process_env: [("JUPYTER_PATH".into(), "/tmp/runner-k".into())].into(),
        kernel_env: Default::default(),
        programs: std::path::absolute("crate/xtask/python")?,
    };
    let root = std::path::PathBuf::from(&a[2]).canonicalize()?;
    let book = Book::new(&root);
    match a[1].as_str() {
        "prove" => println!("{}", prove::prove_runner(&root, &kernel, None)?),
        "run" => println!(
            "{:?}",
            run::run(&book, &kernel, &run::Options { redraw: a.len() > 3, ..Default::default() })?
        ),
        "test" => println!("{:?}", test::test(&book, &kernel, &Default::default())?),
        "sync" => println!(
            "{:?}",
            sync::sync(&book, &sync::Options { accept: a[3..].to_vec(), ..Default::default() })?
        ),
        "check" => println!("{:?}", check::check(&book)?),
        _ => {}
    }
    Ok(())
}
