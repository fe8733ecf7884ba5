#!/bin/sh
# A day of four merges, each pushed as main, and what is left of it a day later.
set -e

REGISTRY=111122223333.dkr.ecr.eu-central-1.amazonaws.com

aws ecr create-repository --repository-name shop/api --region eu-central-1
aws ecr put-lifecycle-policy --repository-name shop/api --lifecycle-policy-text file://lifecycle-policy.json --region eu-central-1
aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin $REGISTRY

docker build --tag shop/api:merge-1 --build-arg MERGE=1 .
docker tag shop/api:merge-1 $REGISTRY/shop/api:main
docker push $REGISTRY/shop/api:main
sleep 1h

docker build --tag shop/api:merge-2 --build-arg MERGE=2 .
docker tag shop/api:merge-2 $REGISTRY/shop/api:main
docker push $REGISTRY/shop/api:main
sleep 1h

docker build --tag shop/api:merge-3 --build-arg MERGE=3 .
docker tag shop/api:merge-3 $REGISTRY/shop/api:main
docker push $REGISTRY/shop/api:main
sleep 1h

docker build --tag shop/api:merge-4 --build-arg MERGE=4 .
docker tag shop/api:merge-4 $REGISTRY/shop/api:main
docker push $REGISTRY/shop/api:main
sleep 1h

sleep 25h
aws ecr describe-images --repository-name shop/api --region eu-central-1
