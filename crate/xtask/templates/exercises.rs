//! The exercises of this chapter, section by section.
