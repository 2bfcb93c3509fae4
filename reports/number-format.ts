/**
 * The one number format of result files: at most 6 decimals, no exponent, no trailing zeros, so that equal
 * results are equal bytes on every machine.
 */

/**
 * A number as result files hold it: `null` (unknown, not applicable) is empty, `Infinity` is `inf`, -0 is 0.
 * Rounds half away from zero at the sixth decimal of the exact binary value.
 * @throws Error on NaN: a metric that could not be computed is a broken invariant, not a cell.
 */
export function formatNumber(value: number | null): string {
  if (value === null) return ''
  if (Number.isNaN(value)) throw new Error('broken invariant: a result is not a number')
  if (value === Infinity) return 'inf'
  if (value === -Infinity) return '-inf'
  if (Number.isInteger(value)) {
    if (value === 0) return '0'
    return Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString()
  }
  const text = withoutTrailingZeros(value.toFixed(6))
  return text === '-0' ? '0' : text
}

/** `1.500000` to `1.5`, `2.000000` to `2`; the text has a decimal point. */
function withoutTrailingZeros(text: string): string {
  let end = text.length
  while (text.charCodeAt(end - 1) === 48) end--
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end)
}
