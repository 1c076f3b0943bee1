import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@secureconnect/identity';
import { RedisFree } from '@secureconnect/resilience';
import { ownUpload } from '../uploads/own-upload';
import { UploadRecord } from '../uploads/upload-record.adapter';
import { PresignedUploads } from './presigned-uploads';
import { SignedPartsDto, WantedPartsDto } from './presigned.dto';

/** Uploads whose bytes go straight into an S3. */
@ApiTags('uploads')
@Authenticated()
@Controller('v1/uploads/:id/parts')
export class PresignedController {
  constructor(
    private readonly presigned: PresignedUploads,
    private readonly record: UploadRecord,
  ) {}

  @Post()
  @HttpCode(200)
  @RedisFree('sign-parts')
  @ApiOperation({
    summary: 'URLs of parts of a presigned upload: of later ones, or anew where they count no more',
  })
  @ApiOkResponse({ type: SignedPartsDto })
  async sign(
    @CurrentCaller() { userId }: Caller,
    @Param('id') id: string,
    @Body() { parts }: WantedPartsDto,
  ): Promise<SignedPartsDto> {
    const upload = await ownUpload(this.record, id, userId);
    return SignedPartsDto.of(await this.presigned.more(upload, parts));
  }
}
