/** The stated limits of inputs, all in one place. */

export const mebibyte = 1024 * 1024

/** Largest YAML file; its parser keeps some hundred bytes per byte of text. */
export const yamlBytesMax = 32 * mebibyte

/** Largest JSON file: a text of V8 holds just under 512 Mi characters. */
export const jsonBytesMax = 511 * mebibyte

/** Largest table of samples. */
export const csvBytesMax = 64 * mebibyte

/** Samples of one table. */
export const samplesMax = 1_000_000

/** Files that directories and patterns may bring in. */
export const filesMax = 10_000
