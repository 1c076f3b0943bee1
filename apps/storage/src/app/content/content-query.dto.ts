import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** How content is wanted, and by which link. */
export class ContentQuery {
  @ApiPropertyOptional({ enum: ['1'], description: 'As a file to keep, whatever it is.' })
  @IsOptional()
  @IsIn(['1'])
  download?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'Of a link: until when it counts' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  expires?: number;

  @ApiPropertyOptional({ description: 'Of a link: what proves that it was made here' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  signature?: string;
}
