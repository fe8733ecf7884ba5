//! Documents to measure with: correct, and like those that teams keep.

/// A Fargate task definition of 2.6 KB with two containers; `number` makes each another one.
pub fn task_definition(number: usize) -> String {
    let port = 1024 + number % 60_000;
    format!(
        r#"{{
  "family": "shop-web-{number}",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "512",
  "memory": "1024",
  "runtimePlatform": {{ "operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64" }},
  "executionRoleArn": "arn:aws:iam::111122223333:role/shop-execution",
  "taskRoleArn": "arn:aws:iam::111122223333:role/shop-task-{number}",
  "containerDefinitions": [
    {{
      "name": "web",
      "image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      "essential": true,
      "memoryReservation": 512,
      "user": "1000:1000",
      "readonlyRootFilesystem": true,
      "linuxParameters": {{ "initProcessEnabled": true, "capabilities": {{ "drop": ["ALL"] }} }},
      "portMappings": [{{ "containerPort": {port}, "protocol": "tcp", "name": "http", "appProtocol": "http" }}],
      "environment": [
        {{ "name": "LOG_LEVEL", "value": "info" }},
        {{ "name": "PORT", "value": "{port}" }},
        {{ "name": "REGION", "value": "eu-central-1" }}
      ],
      "secrets": [
        {{ "name": "DATABASE_URL", "valueFrom": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-a1b2c3:url::" }}
      ],
      "mountPoints": [{{ "sourceVolume": "scratch", "containerPath": "/tmp", "readOnly": false }}],
      "healthCheck": {{
        "command": ["CMD-SHELL", "curl -f http://localhost:{port}/up || exit 1"],
        "interval": 30, "timeout": 5, "retries": 3, "startPeriod": 30
      }},
      "dependsOn": [{{ "containerName": "proxy", "condition": "HEALTHY" }}],
      "logConfiguration": {{
        "logDriver": "awslogs",
        "options": {{ "awslogs-group": "/ecs/shop", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "web" }}
      }}
    }},
    {{
      "name": "proxy",
      "image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/proxy:2.4.1",
      "essential": true,
      "memoryReservation": 128,
      "user": "1000",
      "readonlyRootFilesystem": true,
      "healthCheck": {{ "command": ["CMD", "/proxy", "health"], "interval": 10, "timeout": 5, "retries": 3 }},
      "logConfiguration": {{
        "logDriver": "awslogs",
        "options": {{ "awslogs-group": "/ecs/shop", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "proxy" }}
      }}
    }}
  ],
  "volumes": [{{ "name": "scratch" }}],
  "tags": [{{ "key": "team", "value": "shop" }}]
}}
"#
    )
}

/// One task definition of about so many bytes: containers without end, minified into one line, half of the text not ASCII.
pub fn large_task_definition(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 1024);
    text.push_str(r#"{"family":"größe","containerDefinitions":["#);
    let mut number = 0;
    while text.len() < bytes {
        let separator = if number == 0 { "" } else { "," };
        text.push_str(&format!(
            r#"{separator}{{"name":"c{number}","image":"nginx:1.28","memory":128,"user":"1000","readonlyRootFilesystem":true,"environment":[{{"name":"GRUSS","value":"Grüße aus Zürich — 東京 {number}"}},{{"name":"A","value":"b"}}],"portMappings":[{{"containerPort":{}}}]}}"#,
            1 + number % 65_000
        ));
        number += 1;
    }
    text.push_str("]}");
    text
}
