//! Lists of names: how they come in, who took part in what and in which place, who was absent, and how two lists differ.

mod lists;
