//! The stack of screens, the loop, effects, the worker thread and the terminal.
