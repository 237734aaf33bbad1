//! Layers, networks, attention, training, and the figures of them.

use aimath::nn::*;

super::net! { g;
    nn::attention_scores(&g.matrix(), &g.matrix());
    nn::attention(&g.matrix(), &g.matrix(), &g.matrix(), &g.mask());
    nn::attention_backward(&g.matrix(), &g.matrix(), &g.matrix(), &g.attention_of()?, &g.matrix());
    nn::attention_blockwise(&g.matrix(), &g.matrix(), &g.matrix(), &g.mask())
        may BeInfinite: "ln 0 = −∞ of a query that sees no key";
    nn::attention_blockwise_backward(&g.matrix(), &g.matrix(), &g.matrix(), &g.mask(), &g.blockwise()?, &g.matrix());
    nn::Dense::new(g.size(), g.size(), g.initialization(), &mut g.random());
    nn::Dense::forward(&g.dense()?, &g.matrix());
    nn::Dense::backward(&g.dense()?, &g.matrix(), &g.matrix());
    nn::Dense::on_tape(&g.dense()?, &g.var(), &[g.var(), g.var()])
        may BeNan | BeInfinite | IgnoreNan: "the tape computes as f64 does";
    nn::dropout_mask((g.size(), g.size()), g.share(), &mut g.random());
    nn::dropout(&g.matrix(), g.share(), &mut g.random());
    nn::Examples::labelled(&g.matrix(), &g.labels());
    nn::Examples::valued(&g.matrix(), &g.matrix());
    nn::Examples::len(&g.examples());
    nn::Examples::is_empty(&g.examples());
    nn::Examples::labels(&g.examples());
    nn::Examples::select(&g.examples(), &g.labels())
        may IgnoreNan: "examples that are not chosen";
    nn::Examples::split(&g.examples(), g.share(), &mut g.random());
    nn::Examples::epoch(&g.examples(), g.size(), &mut g.random());
    nn::Initialization::for_activation(g.activation());
    nn::Initialization::name(g.initialization());
    nn::Initialization::standard_deviation(g.initialization(), g.size(), g.size());
    nn::Initialization::weights(g.initialization(), g.size(), g.size(), &mut g.random());
    nn::Layer::name(&g.layer()?);
    nn::Lora::new(&g.dense()?, g.size(), g.positive(), &mut g.random());
    nn::Lora::base(&g.lora()?)
        may IgnoreNan: "the frozen layer, whatever A and B hold";
    nn::Lora::rank(&g.lora()?);
    nn::Lora::update(&g.lora()?);
    nn::Lora::merged(&g.lora()?);
    nn::Lora::forward(&g.lora()?, &g.matrix());
    nn::Lora::backward(&g.lora()?, &g.matrix(), &g.matrix());
    nn::Lora::on_tape(&g.lora()?, &g.var(), &[g.var(), g.var()])
        may BeNan | BeInfinite | IgnoreNan: "the tape computes as f64 does";
    nn::Network::with_lora(&g.network()?, g.size(), g.positive(), &mut g.random());
    nn::Network::merged(&g.network()?);
    nn::Targets::len(&g.targets());
    nn::Targets::is_empty(&g.targets());
    nn::Loss::name(g.loss());
    nn::Loss::evaluate(g.loss(), &g.targets(), &g.matrix());
    nn::accuracy(&g.labels(), &g.matrix());
    nn::Mask::allows(&g.mask(), g.index(), g.index(), (g.size(), g.size()));
    nn::Mask::matrix(&g.mask(), g.size(), g.size());
    nn::Named::learned("a", g.matrix());
    nn::Named::kept("a", g.matrix());
    nn::MultiHead::new(g.size(), g.size(), &mut g.random());
    nn::MultiHead::forward(&g.multi_head()?, &g.matrix(), g.size(), &g.mask());
    nn::MultiHead::backward(&g.multi_head()?, &g.matrix(), &g.multi_head_pass()?, &g.matrix());
    nn::MultiHead::on_tape(&g.multi_head()?, &g.var(), &[g.var(), g.var(), g.var(), g.var()], &g.mask())
        may BeNan | BeInfinite | IgnoreNan: "the tape computes as f64 does";
    nn::ForwardPass::output(&g.forward_pass()?);
    nn::NetworkGradients::flatten(&g.network_gradients()?);
    nn::Network::fully_connected(&[g.size(), g.size()], g.activation(), &mut g.random());
    nn::Network::initialized(&[g.size(), g.size(), g.size()], g.activation(), g.initialization(), &mut g.random());
    nn::Network::with(g.network()?, g.layer()?);
    nn::Network::predict(&g.network()?, &g.matrix());
    nn::Network::classify(&g.network()?, &g.matrix());
    nn::Network::forward(&g.network()?, &g.matrix())
        may BeInfinite: "the variance of huge numbers, which nothing is computed from";
    nn::Network::forward_training(&mut g.network()?, &g.matrix(), &mut g.random())
        may BeInfinite: "the variance of huge numbers, which nothing is computed from";
    nn::Network::backward(&g.network()?, &g.forward_pass()?, &g.matrix());
    nn::Network::lesson(&mut g.network()?, &g.examples(), g.loss(), &mut g.random());
    nn::Network::exam(&g.network()?, &g.examples(), g.loss());
    nn::LayerNorm::new(g.few());
    nn::LayerNorm::forward(&g.layer_norm()?, &g.matrix())
        may BeInfinite: "the variance of huge numbers, which nothing is computed from";
    nn::LayerNorm::backward(&g.layer_norm()?, &g.normalized()?, &g.matrix());
    nn::LayerNorm::on_tape(&g.layer_norm()?, &g.var(), &[g.var(), g.var()])
        may BeNan | BeInfinite | IgnoreNan: "the tape computes as f64 does";
    nn::BatchNorm::new(g.few());
    nn::layer_norm(&g.matrix(), &g.vector_m(), &g.vector_m(), g.share())
        may BeInfinite: "the variance of huge numbers, which nothing is computed from";
    nn::layer_norm_backward(&g.normalized()?, &g.vector_m(), &g.matrix());
    nn::batch_norm(&g.matrix(), &g.vector_m(), &g.vector_m(), g.share())
        may BeInfinite: "the variance of huge numbers, which nothing is computed from";
    nn::batch_norm_backward(&g.normalized()?, &g.vector_m(), &g.matrix());
    nn::positional_frequencies(g.size());
    nn::positional_encoding(g.size(), g.size());
    nn::positional_rotation(g.size(), g.number());
    nn::SafeTensors::to_bytes(&g.safe_tensors());
    nn::SafeTensors::from_bytes(&g.bytes())
        may IgnoreNan: "the damage to the bytes may have hit the NaN";
    nn::SafeTensors::write(&g.safe_tensors(), g.file());
    nn::SafeTensors::read(g.file())
        may IgnoreNan: "the damage to the bytes may have hit the NaN";
    nn::Network::from_tensors(&g.safe_tensors())
        may IgnoreNan: "a tensor that the model does not read";
    nn::Network::load(g.file())
        may IgnoreNan: "a tensor that the model does not read";
    nn::Transformer::from_tensors(&g.safe_tensors())
        may IgnoreNan: "a tensor that the model does not read";
    nn::Transformer::load(g.file())
        may IgnoreNan: "a tensor that the model does not read";
    nn::SequenceTask::answer(g.task(), &g.labels());
    nn::SequenceTask::lesson(g.task(), &g.labels(), g.size());
    nn::SequenceTraining::losses(&g.sequence_training()?);
    nn::SequenceTraining::exact(&g.sequence_training()?);
    nn::SequenceTraining::complete(&g.sequence_training()?);
    nn::exact_answers(&g.transformer()?, g.task(), &[g.labels(), g.labels()]);
    nn::train_on_sequences(&mut g.transformer()?, &g.plan(), &mut g.random());
    nn::reversal_score(&g.matrix());
    nn::Sequences::new(g.labels(), g.choices(), g.size());
    nn::Sequences::text(&g.labels());
    nn::Sequences::tokens(&g.sequences()?);
    nn::Sequences::targets(&g.sequences()?);
    nn::Sequences::length(&g.sequences()?);
    nn::Sequences::len(&g.sequences()?);
    nn::Sequences::is_empty(&g.sequences()?);
    nn::Sequences::asked(&g.sequences()?);
    nn::hangul_letters(&g.text());
    nn::hangul_blocks(&g.text());
    nn::Alphabet::of(&g.text());
    nn::Alphabet::signs(&Alphabet::of(&g.text()).ok()?);
    nn::Alphabet::tokens(&Alphabet::of(&g.text()).ok()?, &g.text());
    nn::Alphabet::text(&Alphabet::of(&g.text()).ok()?, &g.labels());
    nn::TextWindows::new(&g.labels(), g.size());
    nn::TextWindows::exam(&TextWindows::new(&g.labels(), g.size()).ok()?);
    nn::TextWindows::epoch(&TextWindows::new(&g.labels(), g.size()).ok()?, g.size(), &mut g.random());
    nn::signal_sizes(&g.network()?, &g.matrix(), g.loss(), &g.targets())
        may BeInfinite: "a signal beyond the largest f64";
    nn::Steps::new(&g.network()?, &*g.optimizer())
        may IgnoreNan: "what the model holds: only how many arrays it has counts";
    nn::Steps::step() = { let mut model = g.network()?; let mut steps = Steps::new(&model, &*g.optimizer()).ok()?; steps.step(&mut model, &g.network()?, g.share()).map(|()| model) }
        may BeNan | BeInfinite: "steps as f64 computes them; a training says that it diverged";
    nn::tape_gradients(&g.network()?, &g.forward_pass()?, g.loss(), &g.targets());
    nn::train(&mut g.network()?, g.loss(), &g.examples(), Some(&g.examples()), &*g.optimizer(), &g.train_settings(), &mut g.random());
    nn::train_watched(&mut g.network()?, g.loss(), &g.examples(), None, &*g.optimizer(), &g.train_settings(), &mut g.random(), &mut |_, _| ());
    nn::TrainSettings::new(g.size(), g.steps());
    nn::Training::losses(&g.training()?);
    nn::Training::validation_losses(&g.training()?);
    nn::Training::validation_accuracies(&g.training()?);
    nn::Transformer::new(&g.transformer_config(), &mut g.random());
    nn::Transformer::without(g.transformer()?, g.ablation());
    nn::Transformer::forward(&g.transformer()?, &g.labels(), g.size())
        may BeInfinite: "the variance of huge numbers, which nothing is computed from";
    nn::Transformer::on_tape(&g.transformer()?, &g.labels(), &[g.var(), g.var()])
        may BeNan | BeInfinite | IgnoreNan: "the tape computes as f64 does";
    nn::Transformer::generate(&g.transformer()?, &g.labels(), g.steps());
    nn::Transformer::sample(&g.transformer()?, &g.labels(), g.steps(), g.size(), g.positive(), &mut g.random());
    nn::Transformer::lesson(&mut g.transformer()?, &g.sequences()?, g.loss(), &mut g.random());
    nn::Transformer::exam(&g.transformer()?, &g.sequences()?, g.loss());
    nn::TransformerBlock::new(g.size(), g.size(), g.size(), &mut g.random());
    nn::TransformerBlock::forward(&g.transformer_block()?, &g.matrix(), g.size(), &g.mask())
        may BeInfinite: "the variance of huge numbers, which nothing is computed from";
    nn::TransformerBlock::backward(&g.transformer_block()?, &g.block_pass()?, &g.matrix());
    nn::TransformerBlock::on_tape(&g.transformer_block()?, &g.var(), &[g.var(), g.var()], &g.mask())
        may BeNan | BeInfinite | IgnoreNan: "the tape computes as f64 does";
    plot::attention_training(&g.sequence_training()?, &g.names());
    plot::decision_boundary(&[("a".to_owned(), g.network()?)], &g.examples());
    plot::learning_curves(&g.training()?);
    plot::training_race(&[("a", &g.training()?), ("", &g.training()?)]);
    plot::hidden_embedding(&[("a".to_owned(), g.network()?)], &g.examples(), &g.names());
}
