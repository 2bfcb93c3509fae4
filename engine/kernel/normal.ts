/**
 * The standard normal distribution: quantile and upper tail, both to about 1e-15 relative, tails included.
 * Coefficients are as published, shortened to the digits that a double holds; highest power first.
 */

/** Quotient of two polynomials of equal length. */
type Rational = { readonly over: Float64Array; readonly under: Float64Array }

/** AS 241 around the median, in 0.180625 - (p - 1/2)^2. */
const quantileInCentre: Rational = {
  over: Float64Array.of(
    2509.0809287301227,
    33430.57558358813,
    67265.7709270087,
    45921.95393154987,
    13731.69376550946,
    1971.5909503065513,
    133.14166789178438,
    3.3871328727963665,
  ),
  under: Float64Array.of(
    5226.495278852546,
    28729.085735721943,
    39307.89580009271,
    21213.794301586597,
    5394.196021424751,
    687.1870074920579,
    42.31333070160091,
    1,
  ),
}
/** AS 241 down to tails of exp(-25), in sqrt(-ln tail) - 1.6. */
const quantileInTail: Rational = {
  over: Float64Array.of(
    0.0007745450142783414,
    0.022723844989269184,
    0.2417807251774506,
    1.2704582524523684,
    3.6478483247632045,
    5.769497221460691,
    4.630337846156546,
    1.4234371107496835,
  ),
  under: Float64Array.of(
    1.0507500716444169e-9,
    0.0005475938084995345,
    0.015198666563616457,
    0.14810397642748008,
    0.6897673349851,
    1.6763848301838038,
    2.053191626637759,
    1,
  ),
}
/** AS 241 beyond, in sqrt(-ln tail) - 5. */
const quantileInFarTail: Rational = {
  over: Float64Array.of(
    2.0103343992922881e-7,
    2.7115555687434876e-5,
    0.0012426609473880784,
    0.026532189526576124,
    0.2965605718285049,
    1.7848265399172913,
    5.463784911164114,
    6.657904643501103,
  ),
  under: Float64Array.of(
    2.0442631033899397e-15,
    1.421511758316446e-7,
    1.8463183175100548e-5,
    0.0007868691311456133,
    0.014875361290850615,
    0.1369298809227358,
    0.599832206555888,
    1,
  ),
}

/**
 * Value below which a share `p` of [0, 1] lies; -Infinity at 0, Infinity at 1.
 * Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988), 477-484.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) return q * ratioOfEight(quantileInCentre, 0.180625 - q * q)
  const tail = q < 0 ? p : 1 - p
  if (tail <= 0) return q < 0 ? -Infinity : Infinity
  const root = Math.sqrt(-Math.log(tail))
  const distance =
    root <= 5 ? ratioOfEight(quantileInTail, root - 1.6) : ratioOfEight(quantileInFarTail, root - 5)
  return q < 0 ? -distance : distance
}

const densityAt0 = 1 / Math.sqrt(2 * Math.PI)
const quartile = 0.67448975
const middleEnd = Math.sqrt(32)
/** Beyond it the tail is below the least double. */
const tailEnd = 38.6

/** Cody up to the quartile, in z^2: P(0 <= Z <= z) / z. */
const tailInCentre: Rational = {
  over: Float64Array.of(
    0.06568233791820745,
    2.2352520354606837,
    161.02823106855587,
    1067.6894854603709,
    18154.98125334356,
  ),
  under: Float64Array.of(1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673),
}
/** Cody from the quartile to sqrt(32), in z: the tail divided by exp(-z^2 / 2). */
const tailInMiddle: Rational = {
  over: Float64Array.of(
    1.0765576773720192e-8,
    0.39894151208813466,
    8.883149794388377,
    93.50665613217785,
    597.2702763948002,
    2494.5375852903726,
    6848.190450536283,
    11602.65143764735,
    9842.714838383978,
  ),
  under: Float64Array.of(
    1,
    22.266688044328117,
    235.387901782625,
    1519.3775994075547,
    6485.558298266761,
    18615.571640885097,
    34900.95272114598,
    38912.00328609327,
    19685.429676859992,
  ),
}
/** Cody beyond, in 1 / z^2: what the first term of the asymptotic series lacks. */
const tailBeyond: Rational = {
  over: Float64Array.of(
    0.023073441764940174,
    0.215898534057957,
    0.12740116116024736,
    0.022235277870649807,
    0.0014216191932278934,
    2.9112874951168793e-5,
  ),
  under: Float64Array.of(
    1,
    1.284260096144911,
    0.4682382124808651,
    0.06598813786892856,
    0.0037823963320275824,
    7.297515550839662e-5,
  ),
}

/**
 * P(Z >= z), without cancellation in either direction.
 * Cody, Rational Chebyshev approximations for the error function, Mathematics of Computation 23 (1969),
 * in the normal form of his ANORM (ACM TOMS 19 (1993), Algorithm 715).
 */
export function normalUpperTail(z: number): number {
  const y = Math.abs(z)
  if (y <= quartile) return 0.5 - z * ratioOf(tailInCentre, z * z)
  if (y > tailEnd) return z > 0 ? 0 : 1
  const tail = bell(y) * (y <= middleEnd ? ratioOf(tailInMiddle, y) : tailRatioBeyond(y))
  return z > 0 ? tail : 1 - tail
}

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return densityAt0 * Math.exp(-0.5 * z * z)
}

function tailRatioBeyond(y: number): number {
  const s = 1 / (y * y)
  return (densityAt0 - s * ratioOf(tailBeyond, s)) / y
}

/** exp(-y^2 / 2) with the square split, so that its rounding does not grow with y. */
function bell(y: number): number {
  const coarse = Math.trunc(y * 16) / 16
  return Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * (y - coarse) * (y + coarse))
}

function ratioOf(rational: Rational, x: number): number {
  const { over, under } = rational
  let numerator = over[0]
  let denominator = under[0]
  for (let power = 1; power < over.length; power++) {
    numerator = numerator * x + over[power]
    denominator = denominator * x + under[power]
  }
  return numerator / denominator
}

/** The same of eight coefficients each, without a loop: every second draw of a storm comes by. */
function ratioOfEight({ over, under }: Rational, x: number): number {
  const numerator =
    ((((((over[0] * x + over[1]) * x + over[2]) * x + over[3]) * x + over[4]) * x + over[5]) * x + over[6]) *
      x +
    over[7]
  const denominator =
    ((((((under[0] * x + under[1]) * x + under[2]) * x + under[3]) * x + under[4]) * x + under[5]) * x +
      under[6]) *
      x +
    under[7]
  return numerator / denominator
}
