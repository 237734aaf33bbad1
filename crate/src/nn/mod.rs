//! Networks: layers, losses, training, attention.
