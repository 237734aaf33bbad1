//! Everything with named arrays of numbers, each with the methods of `Parameters`.

use super::Call;

macro_rules! model {
    ($module:ident $model:ident) => {
        mod $module {
            use aimath::nn::Parameters;

            super::super::net! { g;
                nn::$model::arrays(&g.$module()?);
                nn::$model::arrays_mut(&mut g.$module()?);
                nn::$model::metadata(&g.$module()?);
                nn::$model::parameter_count(&g.$module()?);
                nn::$model::parameters(&g.$module()?);
                nn::$model::with_parameters(&g.$module()?, &g.vector());
                nn::$model::variables(&g.$module()?);
                nn::$model::gradient_on_tape(&g.$module()?, &[g.var(), g.var()]);
                nn::$model::to_tensors(&g.$module()?);
                nn::$model::save(&g.$module()?, g.file());
                nn::$model::restore() = {
                    let mut model = g.$module()?;
                    model.restore(g.file()).map(|()| model)
                };
                nn::$model::restore_tensors() = {
                    let mut model = g.$module()?;
                    model.restore_tensors(&g.safe_tensors()).map(|()| model)
                };
            }
        }
    };
}

model!(dense Dense);
model!(layer Layer);
model!(lora Lora);
model!(multi_head MultiHead);
model!(network Network);
model!(layer_norm LayerNorm);
model!(batch_norm BatchNorm);
model!(transformer Transformer);
model!(transformer_block TransformerBlock);

pub fn calls() -> Vec<Call> {
    [
        dense::calls(),
        layer::calls(),
        lora::calls(),
        multi_head::calls(),
        network::calls(),
        layer_norm::calls(),
        batch_norm::calls(),
        transformer::calls(),
        transformer_block::calls(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
