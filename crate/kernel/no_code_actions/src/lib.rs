//! In place of rust-analyzer's code actions, the largest of the crates that the kernel's build
//! would otherwise compile for a minute and a half: no notebook shows code actions, but the
//! crate that completes and explains names them in its signatures. Here are those signatures,
//! and answers that say "nothing to do".

use ide_db::{FileRange, RootDatabase};

pub use ide_db::assists::{
    Assist, AssistId, AssistKind, AssistResolveStrategy, GroupLabel, SingleResolve,
};

/// What code actions are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssistConfig {
    /// The kinds that are; all of them if there is no list.
    pub allowed: Option<Vec<AssistKind>>,
}

/// The code actions for a place: none.
pub fn assists(
    _: &RootDatabase,
    _: &AssistConfig,
    _: AssistResolveStrategy,
    _: FileRange,
) -> Vec<Assist> {
    Vec::new()
}

/// What other parts of rust-analyzer borrow from its code actions.
pub mod utils {
    use syntax::ast;

    /// The attribute that makes a function a test: none, for a cell has no tests to start.
    pub fn test_related_attribute_syn(_: &ast::Fn) -> Option<ast::Attr> {
        None
    }

    /// Whether a function is a test.
    pub fn has_test_related_attribute(attributes: &hir::AttrsWithOwner) -> bool {
        attributes.is_test()
    }

    /// The only expression of a block, for joining lines: no editor asks the kernel for that.
    pub fn extract_trivial_expression(_: &ast::BlockExpr) -> Option<ast::Expr> {
        None
    }
}
