import { type PipeTransform } from '@nestjs/common';
import { emojiOf } from './emoji';
import { NoEmojiError } from './no-emoji.error';

/** The emoji in a path. */
export class EmojiPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    const emoji = emojiOf(value);
    if (emoji === undefined) throw new NoEmojiError('');
    return emoji;
  }
}
