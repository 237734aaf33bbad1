//! Every public function of the crate, read from its sources.
//!
//! The list is what a caller can name: the walk starts at `lib.rs`, follows public modules and
//! re-exports, and takes each function with arguments under its shortest path, as in
//! `linalg::dot` or `linalg::Svd::rank`. Methods of the crate's traits count once for every type
//! that has them. Functions that a macro writes are found by the two forms that the crate's macros
//! have: `pub fn name` in the macro itself, and rows of `name "…"` that the macro is called with.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::{FnArg, ImplItem, Item, Type, UseTree, Visibility};

/// One file or inline module of the crate.
struct Module {
    /// The names on the way from the crate's root.
    path: Vec<String>,
    items: Vec<Item>,
}

/// The crate's modules by their path.
type Modules = BTreeMap<Vec<String>, Module>;

/// Where something is defined: its module and its name.
type Definition = (Vec<String>, String);

/// The paths of all public functions that take arguments, each with its parameters' names.
pub fn public_functions() -> BTreeMap<String, Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut modules = Modules::new();
    load(&root.join("lib.rs"), &root, Vec::new(), &mut modules);

    let mut names = BTreeMap::new();
    visit(&[], &[], &modules, &mut names, &mut BTreeSet::new());
    let mut found = BTreeMap::new();
    for module in modules.values() {
        for item in &module.items {
            functions_of(item, module, &modules, &names, &mut found);
        }
    }
    found
}

/// Reads a file and the modules below it. `folder` is where its children live.
fn load(file: &Path, folder: &Path, path: Vec<String>, modules: &mut Modules) {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let parsed = syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    keep(parsed.items, folder, path, modules);
}

fn keep(items: Vec<Item>, folder: &Path, path: Vec<String>, modules: &mut Modules) {
    let mut kept = Vec::new();
    for mut item in items {
        if let Item::Mod(inner) = &mut item {
            if inner.attrs.iter().any(|a| a.path().is_ident("cfg")) {
                continue;
            }
            let name = inner.ident.to_string();
            let below = [path.clone(), vec![name.clone()]].concat();
            match inner.content.take() {
                Some((_, items)) => keep(items, &folder.join(&name), below, modules),
                None => {
                    let beside = folder.join(format!("{name}.rs"));
                    let within: PathBuf = folder.join(&name).join("mod.rs");
                    let file = if beside.exists() { beside } else { within };
                    load(&file, &folder.join(&name), below, modules);
                }
            }
        }
        kept.push(item);
    }
    modules.insert(path.clone(), Module { path, items: kept });
}

/// Notes the shortest public path of every definition that can be reached from `path`.
fn visit(
    public: &[String],
    path: &[String],
    modules: &Modules,
    names: &mut BTreeMap<Definition, Vec<String>>,
    seen: &mut BTreeSet<Vec<String>>,
) {
    if public.last().is_some_and(|name| name == "prelude") || !seen.insert(public.to_vec()) {
        return;
    }
    for (name, definition) in exports(path, modules) {
        let long = [public.to_vec(), vec![name.clone()]].concat();
        let target = [definition.0.clone(), vec![definition.1.clone()]].concat();
        if modules.contains_key(&target) {
            visit(&long, &target, modules, names, seen);
        }
        let known = names.entry(definition).or_insert_with(|| long.clone());
        if long.len() < known.len() {
            *known = long;
        }
    }
}

/// What a module offers: its own public items and those it re-exports.
fn exports(path: &[String], modules: &Modules) -> BTreeMap<String, Definition> {
    let mut offered = BTreeMap::new();
    let Some(module) = modules.get(path) else { return offered };
    for item in &module.items {
        if let Some(name) = public_name(item) {
            offered.insert(name.clone(), (path.to_vec(), name));
        }
        if let Item::Use(item) = item
            && matches!(item.vis, Visibility::Public(_))
        {
            follow(&item.tree, path.to_vec(), true, modules, &mut offered);
        }
        if let Item::Macro(item) = item {
            for name in types_by_macro(&item.mac, modules) {
                offered.insert(name.clone(), (path.to_vec(), name));
            }
        }
    }
    offered
}

fn follow(
    tree: &UseTree,
    from: Vec<String>,
    first: bool,
    modules: &Modules,
    offered: &mut BTreeMap<String, Definition>,
) {
    match tree {
        UseTree::Path(path) => {
            let name = path.ident.to_string();
            let next = match name.as_str() {
                "crate" => Vec::new(),
                "self" => from,
                "super" => from[..from.len() - 1].to_vec(),
                _ => [from, vec![name]].concat(),
            };
            // A crate of its own is not in the list; nothing of it is ours to test.
            if !first || modules.contains_key(&next) {
                follow(&path.tree, next, false, modules, offered);
            }
        }
        // `pub use ndarray;` hands on a crate.
        UseTree::Name(_) | UseTree::Rename(_) if first => {}
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            if let Some(definition) = exports(&from, modules).remove(&name) {
                offered.insert(name, definition);
            }
        }
        UseTree::Rename(rename) => {
            if let Some(definition) = exports(&from, modules).remove(&rename.ident.to_string()) {
                offered.insert(rename.rename.to_string(), definition);
            }
        }
        UseTree::Glob(_) => offered.extend(exports(&from, modules)),
        UseTree::Group(group) => {
            for tree in &group.items {
                follow(tree, from.clone(), first, modules, offered);
            }
        }
    }
}

fn public_name(item: &Item) -> Option<String> {
    let (visibility, name) = match item {
        Item::Fn(item) => (&item.vis, &item.sig.ident),
        Item::Struct(item) => (&item.vis, &item.ident),
        Item::Enum(item) => (&item.vis, &item.ident),
        Item::Trait(item) => (&item.vis, &item.ident),
        Item::Type(item) => (&item.vis, &item.ident),
        Item::Mod(item) => (&item.vis, &item.ident),
        _ => return None,
    };
    matches!(visibility, Visibility::Public(_)).then(|| name.to_string())
}

/// The functions with arguments that an item defines, under their public names.
fn functions_of(
    item: &Item,
    module: &Module,
    modules: &Modules,
    names: &BTreeMap<Definition, Vec<String>>,
    found: &mut BTreeMap<String, Vec<String>>,
) {
    match item {
        Item::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
            let here = (module.path.clone(), function.sig.ident.to_string());
            if let Some(path) = names.get(&here) {
                note(path, &function.sig, false, found);
            }
        }
        Item::Impl(block) => {
            let Some(path) = type_name(&block.self_ty).and_then(|name| named(&name, module, names))
            else {
                return;
            };
            match &block.trait_ {
                None => {
                    for item in &block.items {
                        if let ImplItem::Fn(function) = item
                            && matches!(function.vis, Visibility::Public(_))
                        {
                            note(path, &function.sig, true, found);
                        }
                    }
                }
                Some((_, name, _)) => {
                    let name = name.segments.last().map(|s| s.ident.to_string());
                    for signature in trait_functions(&name.unwrap_or_default(), modules) {
                        // It prints what `shown` answers.
                        if signature.ident != "evcxr_display" {
                            note(path, signature, true, found);
                        }
                    }
                }
            }
        }
        Item::Macro(item) => {
            let (types, functions) = by_macro(&item.mac, modules);
            for path in types.iter().filter_map(|name| named(name, module, names)) {
                for name in &functions {
                    found.insert(format!("{}::{name}", path.join("::")), Vec::new());
                }
            }
        }
        _ => {}
    }
}

fn note(
    path: &[String],
    signature: &syn::Signature,
    method: bool,
    found: &mut BTreeMap<String, Vec<String>>,
) {
    if signature.inputs.is_empty() {
        return;
    }
    let mut path = path.join("::");
    if method {
        path = format!("{path}::{}", signature.ident);
    }
    let arguments = signature
        .inputs
        .iter()
        .map(|argument| match argument {
            FnArg::Receiver(_) => "self".to_owned(),
            FnArg::Typed(typed) => match &*typed.pat {
                syn::Pat::Ident(pattern) => pattern.ident.to_string(),
                _ => "_".to_owned(),
            },
        })
        .collect();
    found.insert(path, arguments);
}

fn type_name(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// The public path of a type that an `impl` in `module` names: the module's own, or else the
/// one of that name in the nearest module around it.
fn named<'a>(
    name: &str,
    module: &Module,
    names: &'a BTreeMap<Definition, Vec<String>>,
) -> Option<&'a Vec<String>> {
    for depth in (0..=module.path.len()).rev() {
        let around = &module.path[..depth];
        let near = names.iter().find(|((path, own), _)| own == name && path.starts_with(around));
        if let Some((_, path)) = near {
            return Some(path);
        }
    }
    None
}

/// The methods of one of the crate's own public traits.
fn trait_functions<'a>(name: &str, modules: &'a Modules) -> Vec<&'a syn::Signature> {
    let items = modules.values().flat_map(|module| &module.items);
    let methods = items.filter_map(|item| match item {
        Item::Trait(item) if item.ident == name && matches!(item.vis, Visibility::Public(_)) => {
            Some(item.items.iter().filter_map(|item| match item {
                syn::TraitItem::Fn(function) => Some(&function.sig),
                _ => None,
            }))
        }
        _ => None,
    });
    methods.flatten().collect()
}

/// The words of a macro, flat, with brackets and punctuation as words of their own.
fn words(mac: &syn::Macro) -> Vec<String> {
    let spaced = mac.tokens.to_string();
    let mut words: Vec<String> = Vec::new();
    let mut text = spaced.chars().peekable();
    while let Some(c) = text.next() {
        if c == '"' {
            let mut literal = String::from('"');
            while let Some(next) = text.next() {
                match next {
                    '\\' => drop(text.next()),
                    '"' => break,
                    _ => literal.push(next),
                }
            }
            words.push(literal);
        } else if c.is_alphanumeric() || c == '_' {
            let mut word = String::from(c);
            while let Some(&next) = text.peek() {
                if !(next.is_alphanumeric() || next == '_') {
                    break;
                }
                word.push(next);
                text.next();
            }
            words.push(word);
        } else if !c.is_whitespace() {
            words.push(c.to_string());
        }
    }
    words
}

fn definition(mac: &syn::Macro, modules: &Modules) -> Option<Vec<String>> {
    let name = mac.path.segments.last()?.ident.to_string();
    modules.values().flat_map(|module| &module.items).find_map(|item| match item {
        Item::Macro(item) if item.ident.as_ref().is_some_and(|ident| *ident == name) => {
            Some(words(&item.mac))
        }
        _ => None,
    })
}

/// Types and public functions that a call of one of the crate's macros writes.
fn by_macro(mac: &syn::Macro, modules: &Modules) -> (Vec<String>, Vec<String>) {
    let Some(body) = definition(mac, modules) else { return Default::default() };
    let call = words(mac);
    let mut functions: Vec<String> = body
        .windows(3)
        .filter(|w| w[0] == "pub" && w[1] == "fn" && w[2] != "$")
        .map(|w| w[2].clone())
        .collect();
    if body.windows(3).any(|w| w[0] == "pub" && w[1] == "fn" && w[2] == "$") {
        for row in [&body, &call].into_iter().flat_map(|words| words.split(|w| w == ";")) {
            let row: Vec<_> = row.iter().skip_while(|w| *w == "{").collect();
            if let [name, literal, ..] = row[..]
                && literal.starts_with('"')
            {
                functions.push(name.clone());
            }
        }
    }
    if functions.is_empty() {
        return Default::default();
    }
    let written = body.windows(2).find(|w| w[0] == "impl").map(|w| w[1].clone());
    let types = match written {
        Some(name) if name != "$" => vec![name],
        _ => types_in(&call),
    };
    (types, functions)
}

/// The type that a macro's call defines, where the macro writes a public `struct`.
fn types_by_macro(mac: &syn::Macro, modules: &Modules) -> Vec<String> {
    match definition(mac, modules) {
        Some(body) if body.windows(3).any(|w| w.join(" ") == "pub struct $") => {
            types_in(&words(mac))
        }
        _ => Vec::new(),
    }
}

/// The first word of a call that is written like a type and stands outside attributes.
fn types_in(call: &[String]) -> Vec<String> {
    let mut depth = 0;
    for word in call {
        match word.as_str() {
            "[" => depth += 1,
            "]" => depth -= 1,
            _ if depth == 0 && word.starts_with(char::is_uppercase) => return vec![word.clone()],
            _ => {}
        }
    }
    Vec::new()
}
