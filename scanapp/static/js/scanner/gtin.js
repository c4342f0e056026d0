// Trade numbers (GTIN-8, 12, 13, 14): check digits, and the spellings of one number.

/** @param {string} digits without the check digit @returns {string} the check digit, modulo 10 with weights 3 and 1 */
export function checkDigit(digits) {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1);
  return String((10 - (sum % 10)) % 10);
}

/** @param {string} text @returns {boolean} 8, 12, 13 or 14 digits with the right check digit */
export function isGtin(text) {
  return /^(\d{8}|\d{12,14})$/.test(text) && checkDigit(text.slice(0, -1)) === text.slice(-1);
}

/**
 * UPC-E leaves out zeros of a UPC-A; this puts them back.
 * @param {string} text 8 digits: number system 0 or 1, six digits, check digit
 * @returns {string | null} 12 digits, null when it is no UPC-E
 */
export function expandUpcE(text) {
  const match = /^([01])(\d{6})(\d)$/.exec(text);
  if (!match) return null;
  const [, system, six, check] = match;
  const last = Number(six[5]);
  const body =
    last <= 2
      ? `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`
      : last === 3
        ? `${six.slice(0, 3)}00000${six.slice(3, 5)}`
        : last === 4
          ? `${six.slice(0, 4)}00000${six[4]}`
          : `${six.slice(0, 5)}0000${last}`;
  return checkDigit(system + body) === check ? system + body + check : null;
}

/**
 * Every spelling under which one code may stand in the catalogue, the read one first: leading zeros do not make
 * another trade number, and a UPC-E is also its UPC-A.
 * @param {string} text
 * @returns {string[]}
 */
export function spellings(text) {
  const found = [text];
  for (const code of [text, expandUpcE(text)]) {
    if (!code || !isGtin(code)) continue;
    const long = code.padStart(14, "0");
    for (const length of [13, 14, 12, 8]) {
      if (/^0*$/.test(long.slice(0, 14 - length))) found.push(long.slice(14 - length));
    }
  }
  return [...new Set(found)];
}
