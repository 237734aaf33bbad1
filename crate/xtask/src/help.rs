//! What the command line says of itself, in the language of the moment.
//!
//! Every sentence of the commands is marked with `msg!`, so that the catalogues hold it, and
//! so are clap's own, which are listed here. In English all stays as clap makes it.

use aimath_words::Language;
use clap::builder::StyledStr;
use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Command};

/// What clap writes into the command.
const _: [&str; 5] = [
    msg!("Print help"),
    msg!("Print help (see more with '--help')"),
    msg!("Print help (see a summary with '-h')"),
    msg!("Print version"),
    msg!("Print this message or the help of the given subcommand(s)"),
];

/// What clap says line by line when the arguments are wrong, for [`Language::rephrase`].
const _: [&str; 19] = [
    msg!("Usage: {usage}"),
    msg!("For more information, try '{flag}'."),
    msg!("unexpected argument '{argument}' found"),
    msg!("unexpected value '{value}' for '{argument}' found; no more were expected"),
    msg!("unrecognized subcommand '{command}'"),
    msg!("'{command}' requires a subcommand but one was not provided"),
    msg!("invalid value '{value}' for '{argument}'"),
    msg!("invalid value '{value}' for '{argument}': {reason}"),
    msg!("{value} is not in {range}"),
    msg!("invalid digit found in string"),
    msg!("a value is required for '{argument}' but none was supplied"),
    msg!("the following required arguments were not provided:"),
    msg!("the argument '{argument}' cannot be used with:"),
    msg!("the argument '{argument}' cannot be used with '{other}'"),
    msg!("the argument '{argument}' cannot be used multiple times"),
    msg!("tip: a similar argument exists: '{name}'"),
    msg!("tip: a similar subcommand exists: '{name}'"),
    msg!("tip: some similar subcommands exist: {names}"),
    msg!("tip: to pass '{argument}' as a value, use '{usage}'"),
];

/// The arguments of this program; a help that was asked for, or an error, ends it.
pub fn arguments(command: Command) -> ArgMatches {
    if Language::current() == Language::ENGLISH {
        return command.get_matches();
    }
    let error = match spoken(command).try_get_matches() {
        Ok(matches) => return matches,
        Err(error) => error,
    };
    use ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    match error.kind() {
        DisplayHelp | DisplayHelpOnMissingArgumentOrSubcommand | DisplayVersion => error.exit(),
        _ => eprint!("{}", rephrased(&error.render().to_string())),
    }
    std::process::exit(error.exit_code())
}

/// The command with all it says in the language of the moment.
pub(crate) fn spoken(mut command: Command) -> Command {
    // Puts in what clap adds, which is to be said, too.
    command.build();
    one(command)
}

fn one(mut command: Command) -> Command {
    let [about, long_about] =
        [command.get_about(), command.get_long_about()].map(|text| text.map(said));
    if command.has_subcommands() {
        command =
            command.subcommand_value_name(tr!("COMMAND")).subcommand_help_heading(tr!("Commands"));
    }
    let usage = command.render_usage().ansi().to_string();
    let (_, usage) = usage.split_once(' ').unwrap_or_default();
    let usage = usage.replace("[OPTIONS]", tr!("[OPTIONS]"));
    let style = command.get_styles().get_usage();
    let template = format!(
        "{{about-with-newline}}\n{style}{}{style:#} {{usage}}\n\n{{all-args}}",
        tr!("Usage:")
    );
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(about) = long_about {
        command = command.long_about(about);
    }
    command.override_usage(usage).help_template(template).mut_args(argument).mut_subcommands(one)
}

fn argument(arg: Arg) -> Arg {
    let (heading, order) = match arg.get_index() {
        Some(index) => (tr!("Arguments"), index),
        None => (tr!("Options"), usize::MAX),
    };
    let mut help = arg.get_help().map(said).unwrap_or_default();
    if arg.get_action().takes_values() && !arg.is_hide_default_value_set() {
        for value in arg.get_default_values() {
            let value = value.to_string_lossy();
            help.push(' ');
            help.push_str(&tr!("[default: {value}]", value));
        }
    }
    let long = arg.get_long_help().map(said);
    let arg = arg.display_order(order).help_heading(heading).hide_default_value(true).help(help);
    if let Some(long) = long { arg.long_help(long) } else { arg }
}

fn said(english: &StyledStr) -> String {
    Language::current().say(&english.to_string()).to_owned()
}

/// An error's lines, each by the sentence that made it.
fn rephrased(error: &str) -> String {
    let line = |line: &str| {
        let words = line.trim_start();
        let margin = &line[..line.len() - words.len()];
        format!("{margin}{}\n", Language::current().rephrase(words))
    };
    error.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory;

    /// Every sentence of a command, of its arguments and of its subcommands.
    fn sentences(command: &Command) -> Vec<String> {
        let abouts = [command.get_about(), command.get_long_about()];
        let helps = command.get_arguments().flat_map(|arg| [arg.get_help(), arg.get_long_help()]);
        let own = abouts.into_iter().chain(helps).flatten().map(ToString::to_string);
        own.chain(command.get_subcommands().flat_map(sentences)).collect()
    }

    #[test]
    fn every_sentence_of_the_command_line_is_in_every_catalogue() {
        let mut command = Cli::command();
        command.build();
        let found = sentences(&command);
        assert!(found.len() > 100, "{} sentences", found.len());
        for language in Language::all().filter(|language| *language != Language::ENGLISH) {
            let english: Vec<&String> =
                found.iter().filter(|sentence| language.say(sentence) == **sentence).collect();
            assert!(english.is_empty(), "mark with `msg!` for {}: {english:#?}", language.tag());
        }
    }
}
