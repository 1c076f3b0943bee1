/** The first that fits; those that name others to be let in come before them. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Edg|EdgA|EdgiOS)\//, 'Edge'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const platforms: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad|iOS)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac(?:intosh| ?OS)\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** What of a user agent stays the same when it is updated. */
export interface UserAgentFamily {
  readonly browser: string;
  readonly platform: string;
}

const knownAs = (userAgent: string, kinds: typeof browsers): string | undefined =>
  kinds.find(([kind]) => kind.test(userAgent))?.[1];
const firstWord = (userAgent: string): string => /^[\w.-]{1,40}/.exec(userAgent)?.[0].toLowerCase() ?? '';

/** Of one that nobody knows, both are the word it begins with. */
export const familyOf = (userAgent: string): UserAgentFamily => ({
  browser: knownAs(userAgent, browsers) ?? firstWord(userAgent),
  platform: knownAs(userAgent, platforms) ?? firstWord(userAgent),
});

/** The same in words for people; nothing of what the client made up. */
export function familyNamesOf(userAgent: string): string {
  const [browser, platform] = [knownAs(userAgent, browsers), knownAs(userAgent, platforms)];
  if (browser === undefined && platform === undefined) return 'an unknown device';
  return platform === undefined ? String(browser) : `${browser ?? 'an app'} on ${platform}`;
}
