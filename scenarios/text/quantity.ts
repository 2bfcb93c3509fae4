/** Kubernetes quantities (`100m`, `1.5Gi`, `1e3`) as numbers. */

const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 * 1024,
  Gi: 1024 * 1024 * 1024,
  Ti: 1024 * 1024 * 1024 * 1024,
  Pi: 1024 * 1024 * 1024 * 1024 * 1024,
  Ei: 1024 * 1024 * 1024 * 1024 * 1024 * 1024,
}

/**
 * The value of a quantity, or undefined if the text is none. Same grammar as apimachinery's resource.Quantity: a
 * sign, digits with at most one point, then a suffix or a decimal exponent.
 */
export function parseQuantity(text: string): number | undefined {
  if (text.length > 64) return undefined
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([numkMGTPE]|[KMGTPE]i)?|[eE]([+-]?\d{1,3}))$/.exec(text)
  if (match === null) return undefined
  const [, number, suffix = '', exponent] = match
  const value = exponent === undefined ? Number(number) * factors[suffix] : Number(`${number}e${exponent}`)
  return Number.isFinite(value) ? value : undefined
}

/** The API counts thousandths of cores, rounded up. */
export function milliOf(cores: number): number {
  return Math.ceil(cores * 1000 - 1e-6)
}
