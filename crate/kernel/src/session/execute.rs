//! Running one cell and telling what came of it.

use super::{Question, Session, guarded};
use crate::jupyter::Message;
use crate::report::{self, Block, Refusal};
use serde_json::{Map, Value, json};
use std::time::Duration;
use tokio::sync::oneshot;

impl Session {
    /// Runs the cell of an `execute_request`; the content of the reply.
    pub(super) fn execute(&mut self, request: &Message) -> Value {
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
        self.stopper.begin();
        let result = self.evaluate(code, request);
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
