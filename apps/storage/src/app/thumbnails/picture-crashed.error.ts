/** The process that drew a picture did not end well: it crashed, was killed, or was late. */
export class PictureCrashedError extends Error {
  constructor(how: string) {
    super(`The process that draws thumbnails ended by ${how}.`);
    this.name = 'PictureCrashedError';
  }
}
