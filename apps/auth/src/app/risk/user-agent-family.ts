/** The first that fits; those that name others to be let in come before them. */
const browsers = [
  /\b(?:Edg|EdgA|EdgiOS)\//,
  /\b(?:OPR|Opera)\//,
  /\b(?:Firefox|FxiOS)\//,
  /\b(?:Chrome|CriOS|Chromium)\//,
  /\bSafari\//,
];
const platforms = [
  /\bAndroid\b/,
  /\b(?:iPhone|iPad|iOS)\b/,
  /\bWindows\b/,
  /\bMac(?:intosh| ?OS)\b/,
  /\bLinux\b/,
];

const firstWord = (userAgent: string): string => /^[\w.-]{1,40}/.exec(userAgent)?.[0].toLowerCase() ?? '';
const kindOf = (userAgent: string, kinds: readonly RegExp[]): string => {
  const index = kinds.findIndex((kind) => kind.test(userAgent));
  return index < 0 ? firstWord(userAgent) : String(index);
};

/** What of a user agent stays the same when it is updated. */
export const familyOf = (userAgent: string): { readonly browser: string; readonly platform: string } => ({
  browser: kindOf(userAgent, browsers),
  platform: kindOf(userAgent, platforms),
});
