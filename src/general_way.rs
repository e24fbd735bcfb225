//! The general way, which tests and fuzz targets hold every short one against: with nothing taken for usual, all is read as what is not.

/// Whether all goes the general way: never but where a test or a fuzz target asks for it.
#[inline(always)]
pub(crate) fn is_forced() -> bool {
    #[cfg(any(test, fuzzing))]
    return forced::IS.get();
    #[cfg(not(any(test, fuzzing)))]
    false
}

/// What `read` gives when all goes the general way.
#[cfg(any(test, fuzzing))]
pub(crate) fn force<T>(read: impl FnOnce() -> T) -> T {
    /// Lets go of it in the end, be that a panic.
    struct Forced;
    impl Drop for Forced {
        fn drop(&mut self) {
            forced::IS.set(false);
        }
    }
    forced::IS.set(true);
    let _forced = Forced;
    read()
}

#[cfg(any(test, fuzzing))]
mod forced {
    use std::cell::Cell;

    thread_local!(pub(super) static IS: Cell<bool> = const { Cell::new(false) });
}
