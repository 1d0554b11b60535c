//go:build tools

// Package compose pins the loader by which Docker Compose itself reads its files.
package compose

import (
	_ "github.com/compose-spec/compose-go/v2/cmd"
)
