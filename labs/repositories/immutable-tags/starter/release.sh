#!/bin/sh
# Two releases of billing, as the pipeline made them last Friday: build-1 at 14:00, and at 16:30 build-2, with the rounding error mended.
set -e

aws ecr create-repository --cli-input-json file://repository.json --region eu-central-1
aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-central-1.amazonaws.com

docker build --tag billing:build-1 v1
docker tag billing:build-1 111122223333.dkr.ecr.eu-central-1.amazonaws.com/billing:1.4.2
docker push 111122223333.dkr.ecr.eu-central-1.amazonaws.com/billing:1.4.2
docker tag billing:build-1 111122223333.dkr.ecr.eu-central-1.amazonaws.com/billing:latest
docker push 111122223333.dkr.ecr.eu-central-1.amazonaws.com/billing:latest

docker build --tag billing:build-2 v2
docker tag billing:build-2 111122223333.dkr.ecr.eu-central-1.amazonaws.com/billing:1.4.2
docker push 111122223333.dkr.ecr.eu-central-1.amazonaws.com/billing:1.4.2
docker tag billing:build-2 111122223333.dkr.ecr.eu-central-1.amazonaws.com/billing:latest
docker push 111122223333.dkr.ecr.eu-central-1.amazonaws.com/billing:latest
