/** The stated limits of inputs, all in one place. */

/** Largest YAML file; its parser keeps some hundred bytes per byte of text. */
export const yamlBytesMax = 32 * 2 ** 20

/** Largest JSON file: a text of V8 holds just under 512 Mi characters. */
export const jsonBytesMax = 511 * 2 ** 20

/** Files that directories and patterns may bring in. */
export const filesMax = 10_000
