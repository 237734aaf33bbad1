//! Running one cell and telling what came of it.

use super::{Question, Session, guarded};
use crate::jupyter::Message;
use crate::report::{self, Block, Refusal};
use aimath_words::tr;
use regex::Regex;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

impl Session {
    /// Runs the cell of an `execute_request`; the content of the reply.
    pub(super) fn execute(&mut self, request: &Message, arrived: Instant) -> Value {
        let code = request.text("code");
        let silent = request.switch("silent", false);
        if !silent && request.switch("store_history", true) {
            self.count += 1;
        }
        let count = self.count;
        if !silent {
            self.publish(
                request,
                "execute_input",
                json!({
                    "code": code, "execution_count": count,
                }),
            );
        }
        self.output.belongs_to(request, silent);
        self.warn_of_outdated(request, code);
        let result = match self.stopper.begin(request, arrived) {
            true => self.evaluate(code, request),
            false => None,
        };
        let end = self.output.end();
        let stopped = self.stopper.end();

        let failed = end.as_ref().filter(|end| end.how != "done");
        let block = match (result, failed) {
            (_, Some(end)) => {
                self.show(request, &end.content, None);
                let source = self.context.last_source().unwrap_or_default();
                Some(report::failure(end, code, &source, self.language))
            }
            (Some(Ok(outputs)), None) => {
                let content: Map<String, Value> = outputs
                    .content_by_mime_type
                    .into_iter()
                    .map(|(kind, text)| (kind, text.into()))
                    .collect();
                self.show(request, &Value::Object(content), Some(count));
                if let Some(time) = outputs.timing {
                    let text = format!("Took {} ms", time.as_millis());
                    self.show(request, &json!({ "text/plain": text }), Some(count));
                }
                None
            }
            (_, None) if stopped => Some(report::stopped_early(self.language)),
            (Some(Err(error)), None) => {
                let variables: Vec<_> = self
                    .context
                    .variables_and_types()
                    .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
                    .collect();
                let items: Vec<_> = self.context.defined_item_names().map(str::to_owned).collect();
                self.outdated.extend(functions_of(code).filter(|name| items.contains(name)));
                Some(report::refusal(&Refusal {
                    error: &error,
                    source: code,
                    language: self.language,
                    variables: &variables,
                    items: &items,
                }))
            }
            (None, None) => Some(report::library_panicked(self.language)),
        };
        if block.is_none() {
            for name in functions_of(code) {
                self.outdated.remove(&name);
            }
        }
        match block {
            None => json!({
                "status": "ok", "execution_count": count, "payload": [], "user_expressions": {},
            }),
            Some(Block { name, value, lines }) => {
                let mut content = json!({ "ename": name, "evalue": value, "traceback": lines });
                if !silent {
                    self.publish(request, "error", content.clone());
                }
                if failed.is_some() {
                    self.keep_items(code);
                }
                content["status"] = "error".into();
                content["execution_count"] = count.into();
                content
            }
        }
    }

    /// Says so when a cell calls a function whose version on the page did not compile: what
    /// answers is the version before it.
    fn warn_of_outdated(&self, request: &Message, code: &str) {
        let own: Vec<String> = functions_of(code).collect();
        let calls = |name: &str| {
            code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
        };
        let called = self.outdated.iter().filter(|name| !own.contains(name) && calls(name));
        for name in called {
            let text = tr!(in self.language; "⚠ {name}: the last version did not compile. This is the answer of the version before it.", name);
            self.show(request, &json!({ "text/plain": text }), None);
        }
    }

    /// Compiles and runs `code`; `None` if the library panicked.
    fn evaluate(
        &mut self,
        code: &str,
        request: &Message,
    ) -> Option<Result<evcxr::EvalOutputs, evcxr::Error>> {
        let may_ask = request.switch("allow_stdin", true);
        let (voices, stopper) = (&self.voices, &self.stopper);
        let context = &mut self.context;
        guarded(|| {
            context.execute_with_callbacks(
                code,
                &mut evcxr::EvalCallbacks {
                    input_reader: &|input| {
                        if !may_ask {
                            return String::new();
                        }
                        let content =
                            json!({ "prompt": input.prompt, "password": input.is_password });
                        let (answer, mut answered) = oneshot::channel();
                        let message = request.question("input_request", content);
                        if voices.questions.send(Question { message, answer }).is_err() {
                            return String::new();
                        }
                        loop {
                            match answered.try_recv() {
                                Ok(line) => return line,
                                Err(oneshot::error::TryRecvError::Closed) => return String::new(),
                                Err(_) if stopper.is_asked() => return String::new(),
                                Err(_) => std::thread::sleep(Duration::from_millis(20)),
                            }
                        }
                    },
                },
            )
        })
    }

    /// A cell that failed leaves the variables as they were; its functions, types and
    /// dependencies were good and stay.
    fn keep_items(&mut self, code: &str) {
        let items = report::items_of(code);
        if !items.is_empty() {
            let kept = guarded(|| self.context.execute(&items));
            if !matches!(kept, Some(Ok(_))) {
                eprintln!("aimath: the functions of a failed cell could not be kept");
            }
            let _ = self.output.end();
        }
    }

    fn show(&self, request: &Message, content: &Value, count: Option<u64>) {
        let Some(content) = content.as_object().filter(|content| !content.is_empty()) else {
            return;
        };
        let data: Map<String, Value> = content
            .iter()
            .map(|(kind, value)| {
                let parsed = value
                    .as_str()
                    .filter(|_| kind.contains("json"))
                    .and_then(|text| serde_json::from_str(text).ok());
                (kind.clone(), parsed.unwrap_or_else(|| value.clone()))
            })
            .collect();
        match count {
            Some(count) => self.publish(
                request,
                "execute_result",
                json!({
                    "execution_count": count, "data": data, "metadata": {},
                }),
            ),
            None => self.publish(
                request,
                "display_data",
                json!({
                    "data": data, "metadata": {}, "transient": {},
                }),
            ),
        }
    }

    fn publish(&self, request: &Message, kind: &str, content: Value) {
        // Nobody listens any more when the kernel is ending.
        let _ = self.voices.publisher.send(request.child(kind, content));
    }
}

/// The functions that a cell defines.
fn functions_of(code: &str) -> impl Iterator<Item = String> {
    static FUNCTION: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)^\s*(?:pub )?fn\s+(\w+)").expect("the pattern is right"));
    FUNCTION.captures_iter(code).map(|found| found[1].to_owned()).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::functions_of;

    #[test]
    fn the_functions_of_a_cell_are_found_and_its_calls_are_not() {
        let cell =
            "fn one(x: f64) -> f64 { two(x) }\n  fn three() {}\n// fn four\nlet fn_five = 1;";
        assert_eq!(functions_of(cell).collect::<Vec<_>>(), ["one", "three"]);
    }
}
