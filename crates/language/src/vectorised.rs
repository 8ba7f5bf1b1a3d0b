//! Compiling a function several times, for the instruction sets a processor may have.

/// Defines a function that is compiled for AVX-512, for AVX2 and for any processor, and picks one when it is called. What
/// it calls profits only if it is inlined: no closure with much in it, which the compiler leaves on its own.
macro_rules! vectorised {
    ($(#[$about:meta])* $visibility:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$about])*
        #[allow(clippy::too_many_arguments, reason = "the parts of a layer, and where from and where to")]
        $visibility fn $name($($argument: $type),*) {
            #[inline(always)]
            #[allow(clippy::too_many_arguments, reason = "as above")]
            fn here($($argument: $type),*) $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f")]
                #[allow(clippy::too_many_arguments, reason = "as above")]
                fn avx512($($argument: $type),*) {
                    here($($argument),*);
                }
                #[target_feature(enable = "avx2,fma")]
                #[allow(clippy::too_many_arguments, reason = "as above")]
                fn avx2($($argument: $type),*) {
                    here($($argument),*);
                }
                if crate::machine::has_avx512() {
                    // SAFETY: the processor has what the function is compiled for.
                    return unsafe { avx512($($argument),*) };
                }
                if crate::machine::has_avx2() {
                    // SAFETY: as above.
                    return unsafe { avx2($($argument),*) };
                }
            }
            here($($argument),*);
        }
    };
}
pub(crate) use vectorised;

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
