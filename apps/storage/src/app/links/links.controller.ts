import { Body, Controller, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiGoneResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { RedisFree } from '@secureconnect/resilience';
import { FileIdPipe } from '../files/file-id.pipe';
import { FileAccess } from '../sharing/file-access';
import { FileLinks } from './file-links';
import { LinkDto, linkSeconds, NewLinkDto } from './links.dto';

/** Links that open one file for a while. */
@ApiTags('files')
@Authenticated()
@Controller('v1/files/:id/url')
export class LinksController {
  constructor(
    private readonly access: FileAccess,
    private readonly links: FileLinks,
  ) {}

  @Post()
  @RedisFree('make-link')
  @ApiOperation({
    summary: 'A link to a file of yours, for whoever has it, until it expires or the file is deleted',
  })
  @ApiCreatedResponse({ type: LinkDto })
  @ApiNotFoundResponse({ description: 'not_found' })
  @ApiGoneResponse({ description: 'gone' })
  async make(
    @CurrentCaller() { userId }: Caller,
    @Param('id', FileIdPipe) id: string,
    @Body() { expires_in: seconds = linkSeconds.usual, download: isDownload = false }: NewLinkDto,
  ): Promise<LinkDto> {
    const file = await this.access.own(id, userId);
    const { url, until } = this.links.make(file.id, seconds, isDownload);
    return { url, expires_at: until.toISOString() };
  }
}
