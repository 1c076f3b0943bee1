import { Body, Controller, Get, HttpCode, Ip, Module, Param, Post, Query, UseGuards } from '@nestjs/common';
import { RedisFree } from '@secureconnect/resilience';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsString, MaxLength, Min, ValidateNested } from 'class-validator';
import { setTimeout as sleep } from 'node:timers/promises';
import { TakesNoQuery } from '../http/takes-no-query.guard';
import { type ServiceDefinition } from './service-definition';

class Label {
  @IsString()
  @MaxLength(10)
  text: string;
}

class Thing {
  @IsString()
  name: string;

  @IsInt()
  @Min(0)
  size: number;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Label)
  labels: Label[];
}

@RedisFree('demo')
@Controller('demo')
class DemoController {
  @Post('things')
  make(@Body() thing: Thing): Thing {
    return thing;
  }

  @Post('bell')
  @HttpCode(204)
  ring(): void {
    // Nothing is asked for and nothing told.
  }

  @Get('things/:name')
  find(@Param('name') name: string): { name: string } {
    return { name };
  }

  @Get('lists')
  @UseGuards(TakesNoQuery)
  list(): unknown[] {
    return [];
  }

  @Get('slow')
  async slow(@Query('ms') ms: string): Promise<{ slept: number }> {
    await sleep(Number(ms), undefined, { ref: false });
    return { slept: Number(ms) };
  }

  @Get('address')
  address(@Ip() ip: string): { ip: string } {
    return { ip };
  }

  @Get('broken')
  broken(): never {
    throw new TypeError('a secret of the code');
  }
}

@Module({ controllers: [DemoController] })
class DemoModule {}

/** A service for the specs of the common stack: it takes a body, takes its time, and breaks. */
export const demoService: ServiceDefinition = { name: 'auth', module: DemoModule };
