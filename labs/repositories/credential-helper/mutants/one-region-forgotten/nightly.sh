#!/bin/sh
# The build machine: one build in the evening, one in the morning, 13 hours later, each for two Regions.
set -e

FRANKFURT=111122223333.dkr.ecr.eu-central-1.amazonaws.com
IRELAND=111122223333.dkr.ecr.eu-west-1.amazonaws.com
IMAGE=public.ecr.aws/docker/library/busybox:1.37

aws ecr create-repository --repository-name shop/nightly --region eu-central-1
aws ecr create-repository --repository-name shop/nightly --region eu-west-1

docker tag $IMAGE $FRANKFURT/shop/nightly:evening
docker push $FRANKFURT/shop/nightly:evening
docker tag $IMAGE $IRELAND/shop/nightly:evening
docker push $IRELAND/shop/nightly:evening

sleep 13h

docker tag $IMAGE $FRANKFURT/shop/nightly:morning
docker push $FRANKFURT/shop/nightly:morning
