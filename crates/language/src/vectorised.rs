//! Compiling a piece of code several times, for the instruction sets a processor may have.

use crate::machine;

/// Runs `work`, compiled for the widest vectors that this machine has. Only what is inlined into `work` profits.
#[inline(always)]
pub(crate) fn vectorised<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(target_arch = "x86_64")]
    {
        if machine::has_avx512() {
            // SAFETY: the processor has what the function is compiled for.
            return unsafe { avx512(work) };
        }
        if machine::has_avx2() {
            // SAFETY: as above.
            return unsafe { avx2(work) };
        }
    }
    work()
}

/// Asks for numbers that will be read soon from a table too large for the caches.
#[inline(always)]
pub(crate) fn prefetch(values: &[f32]) {
    #[cfg(target_arch = "x86_64")]
    for line in values.chunks(16) {
        // SAFETY: a prefetch reads nothing that the program sees; the address is that of a number in `values`.
        unsafe {
            std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(line.as_ptr().cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn avx512<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2<T>(work: impl FnOnce() -> T) -> T {
    work()
}
