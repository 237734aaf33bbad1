//! Trains the language models of chapter 6 on the book's own prose, English and Korean, one
//! on each core, and prints bits for each character beside models that count, and samples.

use aimath::prelude::*;
use std::thread;
use std::time::Instant;

/// How many letters the transformer sees at a time.
const WINDOW: usize = 32;
const STEPS: usize = 2400;

/// A text as letters: nine lines of ten to learn from, the tenth to be examined on.
struct Reading {
    alphabet: Alphabet,
    known: Vec<usize>,
    unseen: Vec<usize>,
    /// Korean blocks are two or three letters; bits are counted for each block.
    letters_per_character: f64,
}

fn read(text: &str) -> Result<Reading, MathError> {
    let (mut known, mut unseen) = (String::new(), String::new());
    for (i, line) in text.lines().enumerate() {
        let part = if i % 10 == 9 { &mut unseen } else { &mut known };
        part.push_str(line);
        part.push('\n');
    }
    let alphabet = Alphabet::of(&hangul_letters(text))?;
    let letters = alphabet.tokens(&hangul_letters(&unseen))?;
    let letters_per_character = letters.len() as f64 / unseen.chars().count() as f64;
    let known = alphabet.tokens(&hangul_letters(&known))?;
    Ok(Reading { alphabet, known, unseen: letters, letters_per_character })
}

fn learn(reading: &Reading) -> Result<(Transformer, Training, f64), MathError> {
    let vocabulary = reading.alphabet.signs().len();
    let sizes = TransformerConfig { vocabulary, width: 64, heads: 4, hidden: 128, blocks: 2 };
    let mut model = Transformer::new(&sizes, &mut RandomState::new(42))?;
    let schedule = Schedule::WarmupCosine { warmup: STEPS / 20, steps: STEPS, floor: 0.05 };
    let settings = TrainSettings {
        schedule,
        keep: Keep::Last,
        seconds: 3000.0,
        ..TrainSettings::new(8, STEPS)
    };
    let windows = TextWindows::new(&reading.known, WINDOW)?;
    let run = train(
        &mut model,
        Loss::CrossEntropy,
        &windows,
        None,
        &Adam::new(0.004),
        &settings,
        &mut RandomState::new(42),
    )?;
    let exam = TextWindows::new(&reading.unseen, WINDOW)?.exam()?;
    let nats = model.exam(&exam, Loss::CrossEntropy)?.loss;
    let bits = nats / 2.0_f64.ln() * reading.letters_per_character;
    Ok((model, run, bits))
}

fn report(name: &str, text: &str) -> Result<String, MathError> {
    let reading = read(text)?;
    let (counted, asked) = (reading.known.len(), reading.unseen.len());
    let vocabulary = reading.alphabet.signs().len();
    let mut said = format!(
        "{name}: {counted} letters to learn from, {asked} to be examined on, {vocabulary} signs, \
         {:.2} letters for each character\n",
        reading.letters_per_character
    );
    said += &format!(
        "  knowing nothing      {:.3} bits for each character\n",
        (vocabulary as f64).log2() * reading.letters_per_character
    );
    for order in 1..=6 {
        let clock = Instant::now();
        let model = NGram::count(&reading.known, order, vocabulary, 4.0)?;
        let bits = model.bits(&reading.unseen)? * reading.letters_per_character;
        let seconds = clock.elapsed().as_secs_f64();
        said += &format!("  counting, {} before   {bits:.3}  ({seconds:.1} s)\n", order - 1);
    }
    let (model, run, bits) = learn(&reading)?;
    said += &format!(
        "  transformer          {bits:.3}  ({} parameters, {} steps, {:.0} s)\n",
        model.parameter_count(),
        run.steps,
        run.seconds
    );
    let start = reading.alphabet.tokens("\n")?;
    for temperature in [0.3, 0.7, 1.0, 1.5] {
        let mut random = RandomState::new(7);
        let written = model.sample(&start, 150, WINDOW, temperature, &mut random)?;
        let text = hangul_blocks(&reading.alphabet.text(&written)?).replace('\n', " / ");
        said += &format!("  T = {temperature}: {text}\n");
    }
    Ok(said)
}

fn main() -> Result<(), MathError> {
    let (english, korean) = thread::scope(|scope| {
        let english = scope.spawn(|| report("English", data::prose_english()));
        let korean = scope.spawn(|| report("Korean", data::prose_korean()));
        (english.join(), korean.join())
    });
    for said in [english, korean] {
        match said {
            Ok(said) => println!("{}", said?),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
    Ok(())
}
