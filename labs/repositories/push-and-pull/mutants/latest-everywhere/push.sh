#!/bin/sh
# Publishes the shop's web server, and proves that others can get it.
set -e

aws ecr create-repository --repository-name shop/web --region eu-central-1

aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-central-1.amazonaws.com

docker build --tag shop/web:1.0.0 .
docker tag shop/web:1.0.0 111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web
docker push 111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web

docker pull 111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web
