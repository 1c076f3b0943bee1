/** What a browser runs by this name alone, as the WHATWG lists them: scripts under all their old names. */
const script = /^(text|application)\/(x-)?(java|ecma|live|j)script(1\.[0-5])?$/;

/** Types a browser runs, or lets run what is in them. */
const active =
  /^(text\/(html|xml|xsl|xslt|css|x-component|cache-manifest)|image\/svg\+xml|application\/(xhtml\+xml|xml|x-shockwave-flash|pdf|wasm)|.*\+xml|multipart\/.*|message\/.*)$/;

/** Types a browser only shows. */
const shown = /^(image\/(png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)$/;

/** Whether it could do something where it is opened. */
export const isActive = (type: string): boolean => active.test(type) || script.test(type);

/** Whether it may be shown in place; everything else is given as a file to keep. */
export const mayBeShown = (type: string): boolean => shown.test(type) && !isActive(type);

/**
 * The type an answer bears. What is active goes under no name that a page could have it run by: a page that includes it
 * as a script, a style or a picture heeds no `Content-Disposition`. A PDF is only ever opened, so it may say what it is.
 */
export function servedType(type: string): string {
  if (isActive(type) && type !== 'application/pdf') return 'application/octet-stream';
  return type === 'text/plain' ? 'text/plain; charset=utf-8' : type;
}

/** Without parameters, in lower case; undefined: no type of a medium. */
export function plainType(text: string | undefined): string | undefined {
  const type = text?.split(';')[0]?.trim().toLowerCase();
  return type !== undefined && /^[a-z]+\/[a-z0-9][a-z0-9.+_-]{0,99}$/.test(type) ? type : undefined;
}
