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

/// Joins what `of` makes of a row's numbers, and zero, in sixteen strands, which the compiler can work on at once.
#[inline(always)]
pub(crate) fn reduce(row: &[f32], of: impl Fn(f32) -> f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut strands = [0f32; 16];
    let (chunks, rest) = row.as_chunks::<16>();
    for chunk in chunks {
        for (strand, &value) in strands.iter_mut().zip(chunk) {
            *strand = join(*strand, of(value));
        }
    }
    // Seeing both what is above and what is below, the compiler keeps the strands two by two.
    let strands = std::hint::black_box(strands);
    // Halves onto halves: so the processor waits for four sums, not for sixteen.
    let eight: [f32; 8] = std::array::from_fn(|at| join(strands[at], strands[at + 8]));
    let four: [f32; 4] = std::array::from_fn(|at| join(eight[at], eight[at + 4]));
    let two: [f32; 2] = std::array::from_fn(|at| join(four[at], four[at + 2]));
    rest.iter().fold(join(two[0], two[1]), |all, &value| join(all, of(value)))
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
