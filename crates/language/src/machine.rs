//! What this processor can do that the kernels make use of.
//!
//! The environment variable `VARIORUM_KERNELS`, when the crate is *built*, leaves the better kernels unused: `vnni`,
//! `avx512`, `avxvnni`, `avx2` or `portable` is the best there is then. It is for measuring and testing what other machines get.

/// The best kind that may be used in this build.
const BEST: usize = match option_env!("VARIORUM_KERNELS") {
    Some(name) => number(name),
    None => number("tiles"),
};

/// Whether kernels of this kind may be used in this build.
macro_rules! wanted {
    ($kind:literal) => {
        const { number($kind) <= BEST }
    };
}

/// The rank of a kind of kernels, better ones last, worked out when the crate is built.
const fn number(kind: &str) -> usize {
    match kind.as_bytes() {
        b"portable" => 0,
        b"avx2" => 1,
        b"avxvnni" => 2,
        b"avx512" => 3,
        b"vnni" => 4,
        b"tiles" => 5,
        _ => panic!("no kernels are called that"),
    }
}

/// AVX-512 as the kernels need it.
#[inline(always)]
pub(crate) fn has_avx512() -> bool {
    #[cfg(target_arch = "x86_64")]
    return wanted!("avx512") && std::is_x86_feature_detected!("avx512f") && std::is_x86_feature_detected!("avx512bw");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// AVX-512 with products of pairs of 16-bit numbers, added up.
pub(crate) fn has_avx512_vnni() -> bool {
    #[cfg(target_arch = "x86_64")]
    return wanted!("vnni") && has_avx512() && std::is_x86_feature_detected!("avx512vnni");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// The same in registers of 256 bits.
pub(crate) fn has_avx_vnni() -> bool {
    #[cfg(target_arch = "x86_64")]
    return wanted!("avxvnni") && has_avx2() && std::is_x86_feature_detected!("avxvnni");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// AVX2 with fused multiplication and addition.
#[inline(always)]
pub(crate) fn has_avx2() -> bool {
    #[cfg(target_arch = "x86_64")]
    return wanted!("avx2") && std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// Intel's matrix unit for bfloat16 numbers (AMX), and the system's leave to use it, for which it asks: Linux makes room
/// for the unit's registers only in processes that did.
pub(crate) fn has_tiles() -> bool {
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    {
        use std::arch::x86_64::{__cpuid, __cpuid_count};
        const BF16_AND_TILE: u32 = 1 << 22 | 1 << 24;
        let has_unit = || __cpuid(0).eax >= 7 && __cpuid_count(7, 0).edx & BF16_AND_TILE == BF16_AND_TILE;
        wanted!("tiles") && has_avx512() && std::is_x86_feature_detected!("avx512bf16") && has_unit() && ask_for_tiles()
    }
    #[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
    false
}

/// Linux's `arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA)`: for the whole process, and harmless to repeat.
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn ask_for_tiles() -> bool {
    const ARCH_PRCTL: i64 = 158;
    const ARCH_REQ_XCOMP_PERM: i64 = 0x1023;
    const XFEATURE_XTILEDATA: i64 = 18;
    let answer: i64;
    // SAFETY: the call reads and writes none of our memory; a system that does not know it answers with an error.
    unsafe {
        std::arch::asm!(
            "syscall",
            inout("rax") ARCH_PRCTL => answer,
            in("rdi") ARCH_REQ_XCOMP_PERM,
            in("rsi") XFEATURE_XTILEDATA,
            out("rcx") _,
            out("r11") _,
            options(nostack),
        );
    }
    answer == 0
}
