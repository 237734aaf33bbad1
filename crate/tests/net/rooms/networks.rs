//! What the lines of the neural networks are called on: models made by their constructors, and
//! models whose public fields do not fit together.

use crate::hand::Hand;
use aimath::nn::*;
use aimath::random::RandomState;
use std::collections::BTreeMap;
use std::path::PathBuf;

impl Hand {
    pub fn mask(&mut self) -> Mask {
        let hidden: Vec<bool> = self.labels().iter().map(|label| label % 2 == 0).collect();
        match self.below(5) {
            0 => Mask::All,
            1 => Mask::Causal,
            2 => Mask::Padding(hidden),
            3 => Mask::CausalPadding(hidden),
            _ => {
                let (rows, columns) = (self.about(self.n), self.about(self.n));
                Mask::Matrix(self.truths(rows, columns))
            }
        }
    }

    pub fn initialization(&mut self) -> Initialization {
        if self.chance(20) {
            return Initialization::Normal(self.positive());
        }
        let rule = self.one_of(&[
            Initialization::He,
            Initialization::Xavier,
            Initialization::HeUniform,
            Initialization::XavierUniform,
            Initialization::Zeros,
        ]);
        self.throw(rule)
    }

    pub fn loss(&mut self) -> Loss {
        if self.chance(30) {
            return Loss::Huber(self.positive());
        }
        let loss = self.one_of(&[Loss::CrossEntropy, Loss::MeanSquared]);
        self.throw(loss)
    }

    pub fn targets(&mut self) -> Targets {
        if self.chance(50) {
            Targets::Labels(self.labels())
        } else {
            Targets::Values(self.matrix())
        }
    }

    pub fn attention_of(&mut self) -> Option<Attention> {
        if self.chance(40) {
            return Some(Attention { output: self.matrix(), weights: self.matrix() });
        }
        attention(&self.matrix(), &self.matrix(), &self.matrix(), &self.mask()).ok()
    }

    pub fn blockwise(&mut self) -> Option<BlockwiseAttention> {
        if self.chance(40) {
            return Some(BlockwiseAttention { output: self.matrix(), log_sums: self.vector() });
        }
        attention_blockwise(&self.matrix(), &self.matrix(), &self.matrix(), &self.mask()).ok()
    }

    /// A layer with m inputs.
    pub fn dense(&mut self) -> Option<Dense> {
        if self.chance(50) {
            return Some(Dense { weights: self.matrix(), bias: self.vector() });
        }
        let (inputs, outputs) = (self.m, self.n);
        Dense::new(inputs, outputs, Initialization::He, &mut self.random()).ok()
    }

    pub fn lora(&mut self) -> Option<Lora> {
        let base = self.dense()?;
        let mut lora = Lora::new(&base, 1, 2.0, &mut self.random()).ok()?;
        if self.chance(30) {
            lora.down = self.matrix();
            lora.alpha = self.number();
        }
        Some(lora)
    }

    pub fn layer_norm(&mut self) -> Option<LayerNorm> {
        if self.chance(50) {
            return Some(LayerNorm::new(self.m));
        }
        let (scale, shift) = (self.vector_m(), self.vector_m());
        Some(LayerNorm { scale, shift, epsilon: self.share() })
    }

    pub fn batch_norm(&mut self) -> Option<BatchNorm> {
        let mut norm = BatchNorm::new(self.m);
        if self.chance(50) {
            norm.scale = self.vector_m();
            norm.running_mean = self.vector_m();
            norm.running_variance = self.vector_m();
            norm.epsilon = self.share();
        }
        Some(norm)
    }

    pub fn normalized(&mut self) -> Option<Normalized> {
        let (x, scale, shift) = (self.matrix(), self.vector_m(), self.vector_m());
        let mut pass = layer_norm(&x, &scale, &shift, 1e-5).ok()?;
        if self.chance(30) {
            pass.normalized = self.matrix();
        }
        Some(pass)
    }

    pub fn layer(&mut self) -> Option<Layer> {
        Some(match self.below(7) {
            0 | 1 => Layer::Dense(self.dense()?),
            2 => Layer::Activation(self.activation()),
            3 => Layer::Dropout(self.share()),
            4 => Layer::BatchNorm(self.batch_norm()?),
            5 => Layer::LayerNorm(self.layer_norm()?),
            _ => Layer::Frozen(Box::new(Layer::Lora(self.lora()?))),
        })
    }

    pub fn network(&mut self) -> Option<Network> {
        if self.chance(40) {
            let count = self.below(4);
            let layers = (0..count).map(|_| self.layer()).collect::<Option<Vec<_>>>()?;
            return Some(Network { layers });
        }
        let (inputs, outputs) = (self.m, self.n);
        Network::fully_connected(&[inputs, 3, outputs], self.activation(), &mut RandomState::new(1))
            .ok()
    }

    pub fn forward_pass(&mut self) -> Option<ForwardPass> {
        let mut pass = self.network()?.forward(&self.matrix()).ok()?;
        if self.chance(30) {
            pass.values.pop();
        }
        if self.chance(10) {
            pass.values.clear();
        }
        Some(pass)
    }

    pub fn network_gradients(&mut self) -> Option<NetworkGradients> {
        let network = self.network()?;
        let pass = network.forward(&self.matrix()).ok()?;
        network.backward(&pass, &self.matrix_of(pass.values.len(), 2)).ok()
    }

    pub fn multi_head(&mut self) -> Option<MultiHead> {
        let width = self.m;
        let mut heads = MultiHead::new(width, 1, &mut self.random()).ok()?;
        if self.chance(40) {
            heads.query = self.matrix();
            heads.heads = self.size();
        }
        Some(heads)
    }

    pub fn multi_head_pass(&mut self) -> Option<MultiHeadPass> {
        let (heads, n) = (self.multi_head()?, self.n);
        let mut pass = heads.forward(&self.matrix(), n, &self.mask()).ok()?;
        if self.chance(30) {
            pass.weights.pop();
        }
        Some(pass)
    }

    pub fn transformer_block(&mut self) -> Option<TransformerBlock> {
        let width = self.m;
        let mut block = TransformerBlock::new(width, 1, 3, &mut self.random()).ok()?;
        if self.chance(30) {
            block.expand = self.dense()?;
            block.norm2 = self.layer_norm()?;
        }
        Some(block)
    }

    pub fn block_pass(&mut self) -> Option<BlockPass> {
        let (block, n) = (self.transformer_block()?, self.n);
        block.forward(&self.matrix(), n, &self.mask()).ok()
    }

    pub fn transformer_config(&mut self) -> TransformerConfig {
        let (vocabulary, width) = (self.size(), self.size());
        let (heads, hidden) = (self.size(), self.size());
        TransformerConfig { vocabulary, width, heads, hidden, blocks: self.size() }
    }

    pub fn transformer(&mut self) -> Option<Transformer> {
        let vocabulary = self.m.max(2);
        let config =
            TransformerConfig { vocabulary, width: 4, heads: 2, hidden: 3, blocks: self.below(3) };
        let mut model = Transformer::new(&config, &mut self.random()).ok()?;
        if self.chance(20) {
            model.embedding = self.matrix();
        }
        if self.chance(20) {
            model.blocks.push(self.transformer_block()?);
        }
        Some(model)
    }

    pub fn ablation(&mut self) -> Ablation {
        self.one_of(&[Ablation::Positions, Ablation::Residual, Ablation::Mask])
    }

    pub fn task(&mut self) -> SequenceTask {
        self.one_of(&[SequenceTask::Reverse, SequenceTask::Sort])
    }

    pub fn plan(&mut self) -> SequencePlan {
        SequencePlan {
            task: self.task(),
            symbols: self.size(),
            length: self.below(5),
            steps: self.below(3),
            batch: self.below(4),
            rate: self.positive(),
            unseen: self.below(4),
            looks: self.labels(),
            seconds: self.share(),
        }
    }

    pub fn sequence_training(&mut self) -> Option<SequenceTraining> {
        train_on_sequences(&mut self.transformer()?, &self.plan(), &mut self.random()).ok()
    }

    pub fn choices(&mut self) -> Vec<Option<usize>> {
        let labels = self.labels();
        labels.into_iter().map(|label| (label % 3 > 0).then_some(label)).collect()
    }

    pub fn sequences(&mut self) -> Option<Sequences> {
        if self.chance(50) {
            return Sequences::text(&self.labels()).ok();
        }
        Sequences::new(self.labels(), self.choices(), self.n).ok()
    }

    /// Examples, at times with targets that do not fit.
    pub fn examples(&mut self) -> Examples {
        Examples { inputs: self.matrix(), targets: self.targets() }
    }

    pub fn train_settings(&mut self) -> TrainSettings {
        let mut settings = TrainSettings::new(self.size(), self.below(3));
        settings.seconds = self.share();
        settings.weight_decay = self.share();
        settings.schedule = self.schedule();
        settings
    }

    pub fn training(&mut self) -> Option<Training> {
        let (mut network, examples) = (self.network()?, self.examples());
        let settings = TrainSettings::new(4, 2);
        let optimizer = self.optimizer();
        train(
            &mut network,
            self.loss(),
            &examples,
            None,
            &*optimizer,
            &settings,
            &mut self.random(),
        )
        .ok()
    }

    pub fn safe_tensors(&mut self) -> SafeTensors {
        if self.chance(50)
            && let Some(network) = self.network()
        {
            return network.to_tensors();
        }
        let tensors = [("a".to_owned(), self.matrix().into_dyn())];
        let metadata = BTreeMap::from([("layers".to_owned(), self.text())]);
        SafeTensors { tensors: BTreeMap::from(tensors), metadata }
    }

    /// A file in the format, whole or damaged.
    pub fn bytes(&mut self) -> Vec<u8> {
        let mut bytes = self.safe_tensors().to_bytes();
        if self.chance(40) {
            bytes.truncate(self.below(bytes.len() + 1));
        }
        if self.chance(40) && !bytes.is_empty() {
            let at = self.below(bytes.len());
            bytes[at] = self.below(256) as u8;
        }
        self.throw(bytes)
    }

    /// The name of a file with such bytes, or of none.
    pub fn file(&mut self) -> PathBuf {
        let name = format!("aimath-net-{}.safetensors", std::process::id());
        let path = std::env::temp_dir().join(name);
        if self.chance(80) {
            std::fs::write(&path, self.bytes()).expect("a file for the test can be written");
        } else {
            drop(std::fs::remove_file(&path));
        }
        path
    }
}
